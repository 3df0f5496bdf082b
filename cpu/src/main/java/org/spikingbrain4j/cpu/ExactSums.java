package org.spikingbrain4j.cpu;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * The side path that keeps sums exact: what counts have beyond the kernels' range and codes beyond a byte. Rare, so it is plain
 * loops in 64 bits over the channels that need it.
 */
final class ExactSums {
    private final CpuSpikes spikes;
    private final ChannelWeight weight;

    ExactSums(CpuSpikes spikes, ChannelWeight weight) {
        this.spikes = spikes;
        this.weight = weight;
    }

    /** Whether some sum of some of the rows over the channels may need it. */
    boolean isPossible(int fromRow, int toRow, int fromChannel, int toChannel) {
        int[] starts = weight.excess().starts();
        boolean possible = starts[fromChannel] < starts[toChannel];
        for (int row = fromRow; row < toRow; row++) {
            possible |= spikes.exceedsKernels(row);
        }
        return possible;
    }

    /** Whether some sum of the row over the channels needs it. */
    boolean isNeeded(int row, int fromChannel, int toChannel) {
        if (!isPossible(row, row + 1, fromChannel, toChannel)) {
            return false;
        }
        for (int channel = fromChannel; channel < toChannel; channel++) {
            int count = spikes.count(row, channel);
            if (count != 0 && (beyondKernels(count) != 0 || weight.excess().has(channel))) {
                return true;
            }
        }
        return false;
    }

    /**
     * y[o] = y[o] + scale[o] · (float) (kernelSum[o] + what the kernels left out), for a group's channels.
     *
     * @param firstOutput of the outputs that y and the sums begin with
     */
    void addScaled(
            int row,
            int fromChannel,
            int toChannel,
            int firstOutput,
            int outputs,
            IntToLongFunction kernelSum,
            float[] y,
            int yOffset) {
        long[] sums = new long[outputs];
        Arrays.setAll(sums, kernelSum::applyAsLong);
        for (int channel = fromChannel; channel < toChannel; channel++) {
            int count = spikes.count(row, channel);
            if (count != 0) {
                addLeftOut(channel, count, firstOutput, sums);
            }
        }
        long scales = weight.scaleAt(fromChannel, firstOutput);
        for (int o = 0; o < outputs; o++) {
            float scale = weight.scales().get(FloatRows.FLOAT, scales + 4L * o);
            y[yOffset + o] += scale * (float) sums[o];
        }
    }

    private void addLeftOut(int channel, int count, int firstOutput, long[] sums) {
        long beyond = beyondKernels(count);
        if (beyond != 0) {
            long at = weight.at(channel, firstOutput);
            for (int o = 0; o < sums.length; o++) {
                sums[o] += beyond * weight.data().get(ValueLayout.JAVA_BYTE, at + o);
            }
        }
        weight.excess().add(channel, count, firstOutput, firstOutput + sums.length, sums);
    }

    private static int beyondKernels(int count) {
        return count - (int) CpuSpikes.withinKernels(count);
    }
}
