package org.spikingbrain4j.evaluation;

import java.util.Arrays;

/**
 * Means and maxima of losses along a text of unknown length, in at most so many buckets of equal width: where they are full,
 * neighbours merge and the width doubles. Not thread-safe.
 */
public final class LossBuckets {
    private final double[] sums;
    private final double[] largest;
    private final long[] counts;
    private long width = 1;
    private int used;

    /**
     * @param most buckets, an even number of at least 2
     */
    public LossBuckets(int most) {
        if (most < 2 || most % 2 != 0) {
            throw new IllegalArgumentException("buckets: need an even number of at least 2, found " + most);
        }
        this.sums = new double[most];
        this.largest = new double[most];
        this.counts = new long[most];
    }

    /**
     * A token that was predicted.
     *
     * @param position in the text, at least 0 and not before the last one
     * @param loss nats
     */
    public void add(long position, double loss) {
        while (position / width >= sums.length) {
            merge();
        }
        int bucket = (int) (position / width);
        largest[bucket] = counts[bucket] == 0 ? loss : Math.max(largest[bucket], loss);
        sums[bucket] += loss;
        counts[bucket]++;
        used = Math.max(used, bucket + 1);
    }

    /** Buckets in use. */
    public int size() {
        return used;
    }

    /** Positions of a bucket. */
    public long width() {
        return width;
    }

    /** Position of the first token of a bucket. */
    public long start(int bucket) {
        return bucket * width;
    }

    /** Mean loss of a bucket; not a number where it holds no token. */
    public double mean(int bucket) {
        return sums[bucket] / counts[bucket];
    }

    /** Largest loss in a bucket; not a number where it holds no token. */
    public double largest(int bucket) {
        return counts[bucket] == 0 ? Double.NaN : largest[bucket];
    }

    private void merge() {
        int half = sums.length / 2;
        for (int i = 0; i < half; i++) {
            largest[i] = largest(2 * i, 2 * i + 1);
            sums[i] = sums[2 * i] + sums[2 * i + 1];
            counts[i] = counts[2 * i] + counts[2 * i + 1];
        }
        Arrays.fill(sums, half, sums.length, 0);
        Arrays.fill(counts, half, counts.length, 0);
        used = (used + 1) / 2;
        width *= 2;
    }

    private double largest(int left, int right) {
        if (counts[left] == 0 || counts[right] == 0) {
            return counts[left] == 0 ? largest[right] : largest[left];
        }
        return Math.max(largest[left], largest[right]);
    }
}
