package org.spikingbrain4j.cpu;

import java.util.Arrays;

/**
 * Which input channels a linear visits for each row, ascending, and with what number. Channels are kept as floats, like all of a
 * pass; they are whole numbers far below 2^24.
 *
 * @param channels [rows, visits]
 * @param values [rows, visits]
 * @param numbers visits of each row, [rows, 1]
 */
record Visits(Rows channels, Rows values, Rows numbers) {

    /** Every channel of every row of x. */
    static Visits all(CpuTensor x, ScratchArena scratch) {
        CpuTensor channels = scratch.allocate(1, x.columns());
        for (int c = 0; c < x.columns(); c++) {
            channels.array()[channels.offset() + c] = c;
        }
        CpuTensor number = scratch.allocate(1, 1);
        number.array()[number.offset()] = x.columns();
        return new Visits(
                new Rows(channels.array(), channels.offset(), 0),
                x.matrix(),
                new Rows(number.array(), number.offset(), 0));
    }

    int channel(int row, int visit) {
        return (int) channels.array()[channels.at(row, visit)];
    }

    float value(int row, int visit) {
        return values.array()[values.at(row, visit)];
    }

    /** The first visit of a row to a channel at or after the given one. */
    int firstFrom(int row, int channel) {
        int start = channels.at(row, 0);
        int end = start + (int) numbers.array()[numbers.at(row, 0)];
        int found = Arrays.binarySearch(channels.array(), start, end, channel);
        return (found < 0 ? -found - 1 : found) - start;
    }
}
