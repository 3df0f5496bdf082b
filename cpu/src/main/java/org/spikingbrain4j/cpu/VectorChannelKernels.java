package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.INTS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.spikingbrain4j.operators.DataType;

/** The channel kernels with the Vector API: gathers visits into passes that the unrolled loops compute. */
final class VectorChannelKernels implements ChannelKernels {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    private final ScalarChannelKernels scalar = new ScalarChannelKernels();

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
        VectorCodeSums pass = new VectorCodeSums(codes, sums, sumsOffset, outputs);
        for (int visit = from; visit < to; ) {
            visit += pass.gather(visits, row, visit, to, offset, stride);
            pass.add();
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
        VectorRowSums pass = new VectorRowSums(type, weights, sums, sumsOffset, outputs);
        for (int visit = from; visit < to; ) {
            visit += pass.gather(visits, row, visit, to, offset, stride);
            pass.add();
        }
    }

    @Override
    public void addIntegers(MemorySegment sums, long sumsOffset, MemorySegment others, long othersOffset, int outputs) {
        int bound = INTS.loopBound(outputs);
        for (int o = 0; o < bound; o += LANES) {
            IntVector.fromMemorySegment(INTS, sums, sumsOffset + 4L * o, NATIVE)
                    .add(IntVector.fromMemorySegment(INTS, others, othersOffset + 4L * o, NATIVE))
                    .intoMemorySegment(sums, sumsOffset + 4L * o, NATIVE);
        }
        scalar.addIntegers(sums, sumsOffset + 4L * bound, others, othersOffset + 4L * bound, outputs - bound);
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
        int bound = FLOATS.loopBound(outputs);
        for (int o = 0; o < bound; o += LANES) {
            FloatVector sum = (FloatVector) IntVector.fromMemorySegment(INTS, sums, sumsOffset + 4L * o, NATIVE)
                    .convertShape(VectorOperators.I2F, FLOATS, 0);
            FloatVector scale = FloatVector.fromMemorySegment(FLOATS, scales, scalesOffset + 4L * o, LITTLE);
            FloatVector.fromArray(FLOATS, y, yOffset + o).add(scale.mul(sum)).intoArray(y, yOffset + o);
        }
        scalar.addScaledIntegers(
                sums, sumsOffset + 4L * bound, scales, scalesOffset + 4L * bound, y, yOffset + bound, outputs - bound);
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
        int bound = FLOATS.loopBound(outputs);
        for (int o = 0; o < bound; o += LANES) {
            FloatVector sum = FloatVector.fromMemorySegment(FLOATS, sums, sumsOffset + 4L * o, NATIVE);
            FloatVector scale = FloatVector.fromMemorySegment(FLOATS, scales, scalesOffset + 4L * o, LITTLE);
            FloatVector.fromArray(FLOATS, y, yOffset + o).add(scale.mul(sum)).intoArray(y, yOffset + o);
        }
        scalar.addScaledFloats(
                sums, sumsOffset + 4L * bound, scales, scalesOffset + 4L * bound, y, yOffset + bound, outputs - bound);
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
        int bound = FLOATS.loopBound(outputs);
        for (int o = 0; o < bound; o += LANES) {
            FloatVector sum = FloatVector.fromArray(FLOATS, sums, sumsOffset + o);
            FloatVector scale = FloatVector.fromMemorySegment(FLOATS, scales, scalesOffset + 4L * o, LITTLE);
            FloatVector.fromArray(FLOATS, y, yOffset + o).add(scale.mul(sum)).intoArray(y, yOffset + o);
        }
        scalar.addScaledTile(
                sums, sumsOffset + bound, scales, scalesOffset + 4L * bound, y, yOffset + bound, outputs - bound);
    }

    @Override
    public void multiplyScaled(
            float[] tile,
            int tileOffset,
            MemorySegment panel,
            long panelOffset,
            int depth,
            MemorySegment scales,
            long scalesOffset,
            float[] y,
            int yOffset,
            int yStride) {
        VectorScaledTile.multiply(
                tile, tileOffset, panel, panelOffset, depth, scales, scalesOffset, y, yOffset, yStride);
    }

    @Override
    public void pack(
            DataType type,
            MemorySegment weights,
            long offset,
            long stride,
            int depth,
            int count,
            MemorySegment scales,
            long scalesOffset,
            MemorySegment panel,
            long panelOffset) {
        int width = VectorLinearKernels.PANEL_COLUMNS;
        int bound = VectorRowSums.bound(type, count);
        for (int o = 0; o < bound; o += LANES) {
            long from = offset + (long) o * type.bytes();
            FloatVector scale = FloatVector.fromMemorySegment(FLOATS, scales, scalesOffset + 4L * o, LITTLE);
            switch (type) {
                case I8 -> VectorChannelPacking.bytes(weights, from, stride, depth, scale, panel, panelOffset + 4L * o);
                case BF16 ->
                    VectorChannelPacking.bfloats(weights, from, stride, depth, scale, panel, panelOffset + 4L * o);
                default ->
                    VectorChannelPacking.floats(weights, from, stride, depth, scale, panel, panelOffset + 4L * o);
            }
        }
        for (int k = 0; k < depth && bound < width; k++) {
            long row = panelOffset + 4L * k * width;
            ScalarChannelKernels.packRow(
                    type, weights, offset + k * stride, bound, count, scales, scalesOffset, panel, row, width);
        }
    }
}
