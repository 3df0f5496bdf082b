package org.spikingbrain4j.operators;

/**
 * Spikes on the host.
 *
 * @param counts signed, [rows, columns]
 * @param thresholds [rows, columns / run]
 * @param run channels that share a threshold
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HostSpikes(int rows, int columns, int[] counts, float[] thresholds, int run) {
    /** Count times threshold, in float32. */
    public float value(int row, int column) {
        int index = row * columns + column;
        return counts[index] * thresholds[index / run];
    }
}
