package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.spikingbrain4j.operators.DataType;

/** The channel kernels as plain loops: what the vector kernels are compared with, and what runs without them. */
final class ScalarChannelKernels implements ChannelKernels {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    @Override
    public void sumCodes(
            MemorySegment codes,
            long offset,
            long stride,
            Visits visits,
            int row,
            int from,
            int to,
            MemorySegment sums,
            long sumsOffset,
            int outputs) {
        sums.asSlice(sumsOffset, 4L * outputs).fill((byte) 0);
        for (int visit = from; visit < to; visit++) {
            long at = offset + visits.channel(row, visit) * stride;
            int count = (int) CpuSpikes.withinKernels(visits.value(row, visit));
            addCodes(codes, at, count, sums, sumsOffset, 0, outputs);
        }
    }

    /** sums[o] += count · code[o] for the outputs from {@code first} to before {@code end}. */
    static void addCodes(
            MemorySegment codes, long at, int count, MemorySegment sums, long sumsOffset, int first, int end) {
        for (int o = first; o < end; o++) {
            long sum = sumsOffset + 4L * o;
            sums.set(INT, sum, sums.get(INT, sum) + count * codes.get(ValueLayout.JAVA_BYTE, at + o));
        }
    }

    @Override
    public void sumRows(
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
            int outputs) {
        sums.asSlice(sumsOffset, 4L * outputs).fill((byte) 0);
        for (int visit = from; visit < to; visit++) {
            long at = offset + visits.channel(row, visit) * stride;
            addRow(type, weights, at, visits.value(row, visit), sums, sumsOffset, 0, outputs);
        }
    }

    /** sums[o] += value · weight[o], fused, for the outputs from {@code first} to before {@code end}. */
    static void addRow(
            DataType type,
            MemorySegment weights,
            long at,
            float value,
            MemorySegment sums,
            long sumsOffset,
            int first,
            int end) {
        for (int o = first; o < end; o++) {
            long sum = sumsOffset + 4L * o;
            float weight = FloatRows.read(type, weights, at + (long) o * type.bytes());
            sums.set(FLOAT, sum, Math.fma(value, weight, sums.get(FLOAT, sum)));
        }
    }

    @Override
    public void addIntegers(MemorySegment sums, long sumsOffset, MemorySegment others, long othersOffset, int outputs) {
        for (int o = 0; o < outputs; o++) {
            long sum = sumsOffset + 4L * o;
            sums.set(INT, sum, sums.get(INT, sum) + others.get(INT, othersOffset + 4L * o));
        }
    }

    @Override
    public void addScaledIntegers(
            MemorySegment sums,
            long sumsOffset,
            MemorySegment scales,
            long scalesOffset,
            float[] y,
            int yOffset,
            int outputs) {
        for (int o = 0; o < outputs; o++) {
            float scale = scales.get(FloatRows.FLOAT, scalesOffset + 4L * o);
            y[yOffset + o] += scale * (float) sums.get(INT, sumsOffset + 4L * o);
        }
    }

    @Override
    public void addScaledFloats(
            MemorySegment sums,
            long sumsOffset,
            MemorySegment scales,
            long scalesOffset,
            float[] y,
            int yOffset,
            int outputs) {
        for (int o = 0; o < outputs; o++) {
            float scale = scales.get(FloatRows.FLOAT, scalesOffset + 4L * o);
            y[yOffset + o] += scale * sums.get(FLOAT, sumsOffset + 4L * o);
        }
    }

    @Override
    public void addScaledTile(
            float[] sums,
            int sumsOffset,
            MemorySegment scales,
            long scalesOffset,
            float[] y,
            int yOffset,
            int outputs) {
        for (int o = 0; o < outputs; o++) {
            y[yOffset + o] += scales.get(FloatRows.FLOAT, scalesOffset + 4L * o) * sums[sumsOffset + o];
        }
    }

    @Override
    public void widen(
            DataType type,
            MemorySegment weights,
            long offset,
            MemorySegment scales,
            long scalesOffset,
            MemorySegment to,
            long toOffset,
            int count) {
        for (int o = 0; o < count; o++) {
            float scale = scales.get(FloatRows.FLOAT, scalesOffset + 4L * o);
            float weight = FloatRows.read(type, weights, offset + (long) o * type.bytes());
            to.set(FLOAT, toOffset + 4L * o, scale * weight);
        }
    }
}
