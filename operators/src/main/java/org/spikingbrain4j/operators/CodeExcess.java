package org.spikingbrain4j.operators;

import java.util.Arrays;

/**
 * What integer weights beyond the range of a byte have in excess of it: sparse, by input channel. Weight = code + excess.
 *
 * @param starts where each input channel's entries begin, and the end; [in + 1]
 * @param outputs ascending within a channel
 * @param amounts never 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CodeExcess(int[] starts, int[] outputs, int[] amounts) {

    /** Where every code is the whole weight. */
    public static CodeExcess none(int in) {
        return new CodeExcess(new int[in + 1], new int[0], new int[0]);
    }

    public boolean isEmpty() {
        return outputs.length == 0;
    }

    /** Whether the weights of an input channel have any. */
    public boolean has(int channel) {
        return starts[channel] < starts[channel + 1];
    }

    /**
     * sums[o - from] += factor · excess[channel][o] for the outputs from {@code from} to before {@code to}; exact below 2^63.
     */
    public void add(int channel, long factor, int from, int to, long[] sums) {
        int end = starts[channel + 1];
        int found = Arrays.binarySearch(outputs, starts[channel], end, from);
        for (int i = found < 0 ? -found - 1 : found; i < end && outputs[i] < to; i++) {
            sums[outputs[i] - from] += factor * amounts[i];
        }
    }

    /** The excess of one weight. */
    public int at(int channel, int output) {
        int found = Arrays.binarySearch(outputs, starts[channel], starts[channel + 1], output);
        return found < 0 ? 0 : amounts[found];
    }
}
