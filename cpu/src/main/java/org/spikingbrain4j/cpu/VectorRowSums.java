package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.INTS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.spikingbrain4j.operators.DataType;

/**
 * Adds the weights of up to eight channels, times their values, to sums in float32, one after the other, so that the order does not
 * depend on how visits are gathered. One unrolled loop per format, for the reasons told in {@link VectorDotF32}.
 */
final class VectorRowSums {
    private static final int CHANNELS = 8;

    static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, FLOATS.vectorBitSize() / 4)));
    static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    private final DataType type;
    private final MemorySegment weights;
    private final MemorySegment sums;
    private final long sumsOffset;
    private final int outputs;
    private final long[] at = new long[CHANNELS];
    private final float[] values = new float[CHANNELS];
    private int gathered;

    VectorRowSums(DataType type, MemorySegment weights, MemorySegment sums, long sumsOffset, int outputs) {
        this.type = type;
        this.weights = weights;
        this.sums = sums;
        this.sumsOffset = sumsOffset;
        this.outputs = outputs;
    }

    /** Takes as many visits as fit and returns how many. Places that stay free get a value of zero, which adds nothing. */
    int gather(Visits visits, int row, int from, int to, long offset, long stride) {
        gathered = Math.min(CHANNELS, to - from);
        for (int i = 0; i < gathered; i++) {
            at[i] = offset + visits.channel(row, from + i) * stride;
            values[i] = visits.value(row, from + i);
        }
        Arrays.fill(at, gathered, CHANNELS, at[0]);
        Arrays.fill(values, gathered, CHANNELS, 0f);
        return gathered;
    }

    /** sums[o] += value · weight[o], channel by channel. */
    void add() {
        int bound = bound(type, outputs);
        switch (type) {
            case I8 -> addBytes(weights, at, values, sums, sumsOffset, bound);
            case BF16 -> addBfloats(weights, at, values, sums, sumsOffset, bound);
            default -> addFloats(weights, at, values, sums, sumsOffset, bound);
        }
        for (int i = 0; i < gathered && bound < outputs; i++) {
            ScalarChannelKernels.addRow(type, weights, at[i], values[i], sums, sumsOffset, bound, outputs);
        }
    }

    /**
     * How many of the outputs whole vectors compute. A vector of bytes has at least 64 bits, so on short vectors its load reaches
     * beyond the lanes used.
     */
    static int bound(DataType type, int outputs) {
        int reach = type == DataType.I8 ? Math.max(LANES, BYTES.length()) : LANES;
        return Math.max(0, (outputs - reach + LANES) / LANES * LANES);
    }

    private static void addBytes(
            MemorySegment weights, long[] at, float[] values, MemorySegment sums, long sumsOffset, int outputs) {
        MemorySegment w0 = weights.asSlice(at[0]);
        MemorySegment w1 = weights.asSlice(at[1]);
        MemorySegment w2 = weights.asSlice(at[2]);
        MemorySegment w3 = weights.asSlice(at[3]);
        MemorySegment w4 = weights.asSlice(at[4]);
        MemorySegment w5 = weights.asSlice(at[5]);
        MemorySegment w6 = weights.asSlice(at[6]);
        MemorySegment w7 = weights.asSlice(at[7]);
        FloatVector x0 = FloatVector.broadcast(FLOATS, values[0]), x1 = FloatVector.broadcast(FLOATS, values[1]);
        FloatVector x2 = FloatVector.broadcast(FLOATS, values[2]), x3 = FloatVector.broadcast(FLOATS, values[3]);
        FloatVector x4 = FloatVector.broadcast(FLOATS, values[4]), x5 = FloatVector.broadcast(FLOATS, values[5]);
        FloatVector x6 = FloatVector.broadcast(FLOATS, values[6]), x7 = FloatVector.broadcast(FLOATS, values[7]);
        for (int o = 0; o < outputs; o += LANES) {
            long to = sumsOffset + 4L * o;
            FloatVector sum = FloatVector.fromMemorySegment(FLOATS, sums, to, NATIVE);
            sum = x0.fma(
                    (FloatVector) ByteVector.fromMemorySegment(BYTES, w0, o, LITTLE)
                            .convertShape(VectorOperators.B2F, FLOATS, 0),
                    sum);
            sum = x1.fma(
                    (FloatVector) ByteVector.fromMemorySegment(BYTES, w1, o, LITTLE)
                            .convertShape(VectorOperators.B2F, FLOATS, 0),
                    sum);
            sum = x2.fma(
                    (FloatVector) ByteVector.fromMemorySegment(BYTES, w2, o, LITTLE)
                            .convertShape(VectorOperators.B2F, FLOATS, 0),
                    sum);
            sum = x3.fma(
                    (FloatVector) ByteVector.fromMemorySegment(BYTES, w3, o, LITTLE)
                            .convertShape(VectorOperators.B2F, FLOATS, 0),
                    sum);
            sum = x4.fma(
                    (FloatVector) ByteVector.fromMemorySegment(BYTES, w4, o, LITTLE)
                            .convertShape(VectorOperators.B2F, FLOATS, 0),
                    sum);
            sum = x5.fma(
                    (FloatVector) ByteVector.fromMemorySegment(BYTES, w5, o, LITTLE)
                            .convertShape(VectorOperators.B2F, FLOATS, 0),
                    sum);
            sum = x6.fma(
                    (FloatVector) ByteVector.fromMemorySegment(BYTES, w6, o, LITTLE)
                            .convertShape(VectorOperators.B2F, FLOATS, 0),
                    sum);
            sum = x7.fma(
                    (FloatVector) ByteVector.fromMemorySegment(BYTES, w7, o, LITTLE)
                            .convertShape(VectorOperators.B2F, FLOATS, 0),
                    sum);
            sum.intoMemorySegment(sums, to, NATIVE);
        }
    }

    private static void addBfloats(
            MemorySegment weights, long[] at, float[] values, MemorySegment sums, long sumsOffset, int outputs) {
        MemorySegment w0 = weights.asSlice(at[0]);
        MemorySegment w1 = weights.asSlice(at[1]);
        MemorySegment w2 = weights.asSlice(at[2]);
        MemorySegment w3 = weights.asSlice(at[3]);
        MemorySegment w4 = weights.asSlice(at[4]);
        MemorySegment w5 = weights.asSlice(at[5]);
        MemorySegment w6 = weights.asSlice(at[6]);
        MemorySegment w7 = weights.asSlice(at[7]);
        FloatVector x0 = FloatVector.broadcast(FLOATS, values[0]), x1 = FloatVector.broadcast(FLOATS, values[1]);
        FloatVector x2 = FloatVector.broadcast(FLOATS, values[2]), x3 = FloatVector.broadcast(FLOATS, values[3]);
        FloatVector x4 = FloatVector.broadcast(FLOATS, values[4]), x5 = FloatVector.broadcast(FLOATS, values[5]);
        FloatVector x6 = FloatVector.broadcast(FLOATS, values[6]), x7 = FloatVector.broadcast(FLOATS, values[7]);
        for (int o = 0; o < outputs; o += LANES) {
            long to = sumsOffset + 4L * o;
            FloatVector sum = FloatVector.fromMemorySegment(FLOATS, sums, to, NATIVE);
            sum = x0.fma(
                    ((IntVector) ShortVector.fromMemorySegment(SHORTS, w0, 2L * o, LITTLE)
                                    .convertShape(VectorOperators.S2I, INTS, 0))
                            .lanewise(VectorOperators.LSHL, 16)
                            .reinterpretAsFloats(),
                    sum);
            sum = x1.fma(
                    ((IntVector) ShortVector.fromMemorySegment(SHORTS, w1, 2L * o, LITTLE)
                                    .convertShape(VectorOperators.S2I, INTS, 0))
                            .lanewise(VectorOperators.LSHL, 16)
                            .reinterpretAsFloats(),
                    sum);
            sum = x2.fma(
                    ((IntVector) ShortVector.fromMemorySegment(SHORTS, w2, 2L * o, LITTLE)
                                    .convertShape(VectorOperators.S2I, INTS, 0))
                            .lanewise(VectorOperators.LSHL, 16)
                            .reinterpretAsFloats(),
                    sum);
            sum = x3.fma(
                    ((IntVector) ShortVector.fromMemorySegment(SHORTS, w3, 2L * o, LITTLE)
                                    .convertShape(VectorOperators.S2I, INTS, 0))
                            .lanewise(VectorOperators.LSHL, 16)
                            .reinterpretAsFloats(),
                    sum);
            sum = x4.fma(
                    ((IntVector) ShortVector.fromMemorySegment(SHORTS, w4, 2L * o, LITTLE)
                                    .convertShape(VectorOperators.S2I, INTS, 0))
                            .lanewise(VectorOperators.LSHL, 16)
                            .reinterpretAsFloats(),
                    sum);
            sum = x5.fma(
                    ((IntVector) ShortVector.fromMemorySegment(SHORTS, w5, 2L * o, LITTLE)
                                    .convertShape(VectorOperators.S2I, INTS, 0))
                            .lanewise(VectorOperators.LSHL, 16)
                            .reinterpretAsFloats(),
                    sum);
            sum = x6.fma(
                    ((IntVector) ShortVector.fromMemorySegment(SHORTS, w6, 2L * o, LITTLE)
                                    .convertShape(VectorOperators.S2I, INTS, 0))
                            .lanewise(VectorOperators.LSHL, 16)
                            .reinterpretAsFloats(),
                    sum);
            sum = x7.fma(
                    ((IntVector) ShortVector.fromMemorySegment(SHORTS, w7, 2L * o, LITTLE)
                                    .convertShape(VectorOperators.S2I, INTS, 0))
                            .lanewise(VectorOperators.LSHL, 16)
                            .reinterpretAsFloats(),
                    sum);
            sum.intoMemorySegment(sums, to, NATIVE);
        }
    }

    private static void addFloats(
            MemorySegment weights, long[] at, float[] values, MemorySegment sums, long sumsOffset, int outputs) {
        MemorySegment w0 = weights.asSlice(at[0]);
        MemorySegment w1 = weights.asSlice(at[1]);
        MemorySegment w2 = weights.asSlice(at[2]);
        MemorySegment w3 = weights.asSlice(at[3]);
        MemorySegment w4 = weights.asSlice(at[4]);
        MemorySegment w5 = weights.asSlice(at[5]);
        MemorySegment w6 = weights.asSlice(at[6]);
        MemorySegment w7 = weights.asSlice(at[7]);
        FloatVector x0 = FloatVector.broadcast(FLOATS, values[0]), x1 = FloatVector.broadcast(FLOATS, values[1]);
        FloatVector x2 = FloatVector.broadcast(FLOATS, values[2]), x3 = FloatVector.broadcast(FLOATS, values[3]);
        FloatVector x4 = FloatVector.broadcast(FLOATS, values[4]), x5 = FloatVector.broadcast(FLOATS, values[5]);
        FloatVector x6 = FloatVector.broadcast(FLOATS, values[6]), x7 = FloatVector.broadcast(FLOATS, values[7]);
        for (int o = 0; o < outputs; o += LANES) {
            long to = sumsOffset + 4L * o;
            FloatVector sum = FloatVector.fromMemorySegment(FLOATS, sums, to, NATIVE);
            sum = x0.fma(FloatVector.fromMemorySegment(FLOATS, w0, 4L * o, LITTLE), sum);
            sum = x1.fma(FloatVector.fromMemorySegment(FLOATS, w1, 4L * o, LITTLE), sum);
            sum = x2.fma(FloatVector.fromMemorySegment(FLOATS, w2, 4L * o, LITTLE), sum);
            sum = x3.fma(FloatVector.fromMemorySegment(FLOATS, w3, 4L * o, LITTLE), sum);
            sum = x4.fma(FloatVector.fromMemorySegment(FLOATS, w4, 4L * o, LITTLE), sum);
            sum = x5.fma(FloatVector.fromMemorySegment(FLOATS, w5, 4L * o, LITTLE), sum);
            sum = x6.fma(FloatVector.fromMemorySegment(FLOATS, w6, 4L * o, LITTLE), sum);
            sum = x7.fma(FloatVector.fromMemorySegment(FLOATS, w7, 4L * o, LITTLE), sum);
            sum.intoMemorySegment(sums, to, NATIVE);
        }
    }
}
