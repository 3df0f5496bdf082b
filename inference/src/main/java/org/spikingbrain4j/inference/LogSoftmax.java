package org.spikingbrain4j.inference;

/** Log-probabilities of one row of logits, in double precision. A view: valid as long as the logits are not changed. */
public final class LogSoftmax {
    private final float[] values;
    private final int start;
    private final double logSum;

    private LogSoftmax(float[] values, int start, double logSum) {
        this.values = values;
        this.start = start;
        this.logSum = logSum;
    }

    /**
     * Normalises one row.
     *
     * @param values rows of logits, row-major
     * @param start index of the row's first logit
     * @param length of the row
     */
    public static LogSoftmax of(float[] values, int start, int length) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = start; i < start + length; i++) {
            largest = Math.max(largest, values[i]);
        }
        double sum = 0;
        for (int i = start; i < start + length; i++) {
            sum += Math.exp(values[i] - largest);
        }
        return new LogSoftmax(values, start, largest + Math.log(sum));
    }

    /** Natural logarithm of a token's probability. */
    public double logprob(int token) {
        return values[start + token] - logSum;
    }
}
