package org.spikingbrain4j.operators;

/**
 * How activations become spikes (spec 6.1): every run of {@code run} channels of a row has the threshold
 * clamp(mean|x| / k, 1e-5, 1e4), and a channel's count is x over that threshold, rounded to the nearest, ties to even, not clipped.
 *
 * @param name of what spikes, for messages, such as {@code model.layers.3.mlp}
 * @param k spikes of a channel on average
 * @param run channels that share a threshold
 */
public record SpikeRule(String name, double k, int run, SpikeExecution execution) {
    /** k where nobody names one, as in the report. */
    public static final double DEFAULT_K = 3;

    /** The least threshold. */
    public static final float LEAST_THRESHOLD = 1e-5f;

    /** The largest threshold. */
    public static final float LARGEST_THRESHOLD = 1e4f;

    /** Counts up to this are whole numbers of float32; a larger one is an error. */
    public static final int LARGEST_COUNT = 1 << 24;

    /** @throws IllegalArgumentException where k is not sound, or the run is empty */
    public SpikeRule {
        requireSound(name + ": k", k);
        if (run < 1) {
            throw new IllegalArgumentException(
                    "%s: a threshold needs at least 1 channel, found %d".formatted(name, run));
        }
    }

    /**
     * The check of k, the same everywhere: what one part accepts, writes or reads, all others take.
     *
     * @param name what is checked, for the message
     * @return k
     * @throws IllegalArgumentException where k is not positive within the normal range of float32
     */
    public static double requireSound(String name, double k) {
        float single = (float) k;
        if (!(single >= Float.MIN_NORMAL) || Float.isInfinite(single)) {
            throw new IllegalArgumentException(
                    "%s: expected a positive number within the range of float32, found %s".formatted(name, k));
        }
        return k;
    }

    /** The threshold of a run with that mean of |x|. */
    public float threshold(double meanAbsolute) {
        return threshold(meanAbsolute, k);
    }

    /** The same for any k: mean and k are rounded to float32, where the division is, as in the official code (spec 6.1). */
    public static float threshold(double meanAbsolute, double k) {
        return Math.clamp((float) meanAbsolute / (float) k, LEAST_THRESHOLD, LARGEST_THRESHOLD);
    }
}
