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
        int done = 0;
        while (done < depth) {
            int channel = firstInput + done;
            int sameScales = scaled ? weight.groupSize() - channel % weight.groupSize() : depth;
            int channels = Math.min(sameScales, depth - done);
            kernels.pack(
                    weight.dataType(),
                    weight.data(),
                    weight.at(channel, firstOutput),
                    weight.stride(),
                    channels,
                    count,
                    scales,
                    scaled ? weight.scaleAt(channel, firstOutput) : 0,
                    panel,
                    panelOffset + (long) done * panelColumns * Float.BYTES);
            done += channels;
        }
    }
}
