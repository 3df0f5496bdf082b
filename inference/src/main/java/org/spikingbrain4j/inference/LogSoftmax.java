package org.spikingbrain4j.inference;

/**
 * Log-probabilities of one row of logits, in double precision.
 *
 * @param values rows of logits, row-major; not copied
 * @param start index of the row's first logit
 * @param logSum log of the sum of e^logit
 */
public record LogSoftmax(float[] values, int start, double logSum) {

    /** Of the row of {@code length} logits that begins at {@code start}. */
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
