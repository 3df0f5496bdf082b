package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;

/**
 * Panels of weights that lie input channel by input channel, [in, out]: rows of a panel are copied as they lie.
 *
 * @param scales what each weight is multiplied by: the weight's own scales, or ones for the bare codes
 * @param scaled whether they are the weight's own
 */
record ChannelPanels(
        ChannelKernels kernels, int panelColumns, ChannelWeight weight, MemorySegment scales, boolean scaled)
        implements WeightPanels {
    @Override
    public int inputs() {
        return weight.in();
    }

    @Override
    public int outputs() {
        return weight.out();
    }

    @Override
    public void pack(
            int firstOutput,
            int count,
            int firstInput,
            int depth,
            WorkerMemory memory,
            MemorySegment panel,
            long panelOffset) {
        long rowBytes = (long) panelColumns * Float.BYTES;
        for (int k = 0; k < depth; k++) {
            int channel = firstInput + k;
            long to = panelOffset + k * rowBytes;
            long scale = scaled ? weight.scaleAt(channel, firstOutput) : 0;
            kernels.widen(
                    weight.dataType(), weight.data(), weight.at(channel, firstOutput), scales, scale, panel, to, count);
            panel.asSlice(to + (long) count * Float.BYTES, rowBytes - (long) count * Float.BYTES)
                    .fill((byte) 0);
        }
    }
}
