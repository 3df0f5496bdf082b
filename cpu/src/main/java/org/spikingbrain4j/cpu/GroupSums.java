package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Adds the integer sums of a group, scaled, to outputs; where the kernels left something out, by the exact side path. */
record GroupSums(ChannelKernels kernels, ChannelWeight weight, ExactSums exact) {
    /**
     * @param group its first channel
     * @param at byte of the sum of output {@code first}
     */
    void add(int row, int group, int first, int outputs, MemorySegment sums, long at, CpuTensor y) {
        int end = group + weight.groupSize();
        if (exact.isNeeded(row, group, end)) {
            exact.addScaled(
                    row,
                    group,
                    end,
                    first,
                    outputs,
                    o -> sums.get(ValueLayout.JAVA_INT, at + 4L * o),
                    y.array(),
                    y.at(row) + first);
        } else {
            long scales = weight.scaleAt(group, first);
            kernels.addScaledIntegers(sums, at, weight.scales(), scales, y.array(), y.at(row) + first, outputs);
        }
    }
}
