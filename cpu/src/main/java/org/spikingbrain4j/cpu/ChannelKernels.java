package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import org.spikingbrain4j.operators.DataType;

/**
 * The inner loops of linears whose weights lie input channel by input channel, [in, out]: sums of the rows of visited channels.
 * Weights and scales are little-endian at any alignment. Sums are off the heap, 4 bytes each, in the order of the machine.
 * Offsets into memory are in bytes, counts in elements.
 */
interface ChannelKernels {
    /**
     * sums[o] = Σ_v value[v] · code[channel[v]][o] in integers, exact; values count only as far as
     * {@link CpuSpikes#LARGEST_KERNEL_COUNT}, what they have beyond it is left to {@link ExactSums}.
     *
     * @param codes I8; output 0 of channel 0 at {@code offset}, channels {@code stride} apart
     * @param row of the visits
     * @param from first visit
     * @param to after the last visit; values are whole numbers
     */
    void sumCodes(
            MemorySegment codes,
            long offset,
            long stride,
            Visits visits,
            int row,
            int from,
            int to,
            MemorySegment sums,
            long sumsOffset,
            int outputs);

    /**
     * sums[o] = Σ_v value[v] · w[channel[v]][o] in float32, visit by visit with fused multiply-adds.
     *
     * @param type I8, BF16 or F32
     */
    void sumRows(
            DataType type,
            MemorySegment weights,
            long offset,
            long stride,
            Visits visits,
            int row,
            int from,
            int to,
            MemorySegment sums,
            long sumsOffset,
            int outputs);

    /** sums[o] += others[o], integers. */
    void addIntegers(MemorySegment sums, long sumsOffset, MemorySegment others, long othersOffset, int outputs);

    /** y[o] = y[o] + scale[o] · (float) sum[o], integers; rounded after the product and after the addition. */
    void addScaledIntegers(
            MemorySegment sums,
            long sumsOffset,
            MemorySegment scales,
            long scalesOffset,
            float[] y,
            int yOffset,
            int outputs);

    /** The same for sums in float32. */
    void addScaledFloats(
            MemorySegment sums,
            long sumsOffset,
            MemorySegment scales,
            long scalesOffset,
            float[] y,
            int yOffset,
            int outputs);

    /** The same for sums in an array. */
    void addScaledTile(
            float[] sums, int sumsOffset, MemorySegment scales, long scalesOffset, float[] y, int yOffset, int outputs);

    /** Writes scale[o] · w[o] of consecutive outputs of one channel as F32 in the order of the machine. */
    void widen(
            DataType type,
            MemorySegment weights,
            long offset,
            MemorySegment scales,
            long scalesOffset,
            MemorySegment to,
            long toOffset,
            int count);
}
