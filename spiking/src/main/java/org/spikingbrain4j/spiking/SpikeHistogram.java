package org.spikingbrain4j.spiking;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How often each magnitude |count| occurred. Grows only with the number of different large magnitudes, so that a whole
 * corpus fits. Not thread-safe.
 */
public final class SpikeHistogram {
    private static final int SMALL = 256;

    private final long[] small = new long[SMALL];
    private final TreeMap<Integer, Long> large = new TreeMap<>();

    /** Takes a magnitude and how many channels had it. */
    @FunctionalInterface
    public interface Visitor {
        void visit(int magnitude, long occurrences);
    }

    /** Adds the count of one channel. */
    public void add(int count) {
        if (count == Integer.MIN_VALUE) {
            throw new IllegalArgumentException(
                    "count: need at least %d, found %d".formatted(-Integer.MAX_VALUE, count));
        }
        add(Math.abs(count), 1);
    }

    /** Adds the counts of consecutive channels. */
    public void add(int[] counts, int from, int length) {
        Objects.checkFromIndexSize(from, length, counts.length);
        for (int i = from; i < from + length; i++) {
            add(counts[i]);
        }
    }

    /** Adds all that another histogram holds. */
    public void add(SpikeHistogram other) {
        other.forEach(this::add);
    }

    private void add(int magnitude, long occurrences) {
        if (magnitude < SMALL) {
            small[magnitude] += occurrences;
        } else {
            large.merge(magnitude, occurrences, Long::sum);
        }
    }

    /** Number of channels added. */
    public long channels() {
        long[] sum = new long[1];
        forEach((magnitude, occurrences) -> sum[0] += occurrences);
        return sum[0];
    }

    /** Number of channels with this magnitude. */
    public long occurrences(int magnitude) {
        if (magnitude < 0) {
            throw new IllegalArgumentException("magnitude: need at least 0, found " + magnitude);
        }
        return magnitude < SMALL ? small[magnitude] : large.getOrDefault(magnitude, 0L);
    }

    /** The largest magnitude, 0 where nothing was added. */
    public int largest() {
        int[] last = new int[1];
        forEach((magnitude, occurrences) -> last[0] = magnitude);
        return last[0];
    }

    /** Visits the magnitudes that occurred, in rising order. */
    public void forEach(Visitor visitor) {
        for (int magnitude = 0; magnitude < SMALL; magnitude++) {
            if (small[magnitude] > 0) {
                visitor.visit(magnitude, small[magnitude]);
            }
        }
        for (Map.Entry<Integer, Long> entry : large.entrySet()) {
            visitor.visit(entry.getKey(), entry.getValue());
        }
    }
}
