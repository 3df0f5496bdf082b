package org.spikingbrain4j.conversion;

/** A sum of squares. */
final class Squares {
    private double sum;
    private long count;

    void add(double value) {
        sum += value * value;
        count++;
    }

    void add(float[] values) {
        for (float value : values) {
            add(value);
        }
    }

    double rootMean() {
        return Math.sqrt(sum / count);
    }

    /** The root mean square divided by another; of nothing, 0 is no part. */
    double relativeTo(Squares whole) {
        return sum == 0 ? 0 : rootMean() / whole.rootMean();
    }
}
