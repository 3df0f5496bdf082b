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
 * Adds the weights of up to four channels, times their values, to sums in float32, one after the other, so that the order does not
 * depend on how visits are gathered. One unrolled loop per format, for the reasons told in {@link VectorDotF32}.
 */
final class VectorRowSums {
    private static final int CHANNELS = 4;

    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, FLOATS.vectorBitSize() / 4)));
    private static final VectorSpecies<Short> SHORTS =
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

    /** LANES weights of I8 as floats. */
    static FloatVector bytes(MemorySegment weights, long at) {
        return (FloatVector)
                ByteVector.fromMemorySegment(BYTES, weights, at, LITTLE).convertShape(VectorOperators.B2F, FLOATS, 0);
    }

    /** LANES weights of BF16 as floats. */
    static FloatVector bfloats(MemorySegment weights, long at) {
        return ((IntVector) ShortVector.fromMemorySegment(SHORTS, weights, at, LITTLE)
                        .convertShape(VectorOperators.S2I, INTS, 0))
                .lanewise(VectorOperators.LSHL, 16)
                .reinterpretAsFloats();
    }

    private static void addBytes(
            MemorySegment weights, long[] at, float[] values, MemorySegment sums, long sumsOffset, int outputs) {
        long o0 = at[0], o1 = at[1], o2 = at[2], o3 = at[3];
        FloatVector x0 = FloatVector.broadcast(FLOATS, values[0]), x1 = FloatVector.broadcast(FLOATS, values[1]);
        FloatVector x2 = FloatVector.broadcast(FLOATS, values[2]), x3 = FloatVector.broadcast(FLOATS, values[3]);
        for (int o = 0; o < outputs; o += LANES) {
            FloatVector w0 = (FloatVector) ByteVector.fromMemorySegment(BYTES, weights, o0 + o, LITTLE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0);
            FloatVector w1 = (FloatVector) ByteVector.fromMemorySegment(BYTES, weights, o1 + o, LITTLE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0);
            FloatVector w2 = (FloatVector) ByteVector.fromMemorySegment(BYTES, weights, o2 + o, LITTLE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0);
            FloatVector w3 = (FloatVector) ByteVector.fromMemorySegment(BYTES, weights, o3 + o, LITTLE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0);
            long to = sumsOffset + 4L * o;
            FloatVector sum = FloatVector.fromMemorySegment(FLOATS, sums, to, NATIVE);
            x3.fma(w3, x2.fma(w2, x1.fma(w1, x0.fma(w0, sum)))).intoMemorySegment(sums, to, NATIVE);
        }
    }

    private static void addBfloats(
            MemorySegment weights, long[] at, float[] values, MemorySegment sums, long sumsOffset, int outputs) {
        long o0 = at[0], o1 = at[1], o2 = at[2], o3 = at[3];
        FloatVector x0 = FloatVector.broadcast(FLOATS, values[0]), x1 = FloatVector.broadcast(FLOATS, values[1]);
        FloatVector x2 = FloatVector.broadcast(FLOATS, values[2]), x3 = FloatVector.broadcast(FLOATS, values[3]);
        for (int o = 0; o < outputs; o += LANES) {
            FloatVector w0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, weights, o0 + 2L * o, LITTLE)
                            .convertShape(VectorOperators.S2I, INTS, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats();
            FloatVector w1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, weights, o1 + 2L * o, LITTLE)
                            .convertShape(VectorOperators.S2I, INTS, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats();
            FloatVector w2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, weights, o2 + 2L * o, LITTLE)
                            .convertShape(VectorOperators.S2I, INTS, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats();
            FloatVector w3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, weights, o3 + 2L * o, LITTLE)
                            .convertShape(VectorOperators.S2I, INTS, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats();
            long to = sumsOffset + 4L * o;
            FloatVector sum = FloatVector.fromMemorySegment(FLOATS, sums, to, NATIVE);
            x3.fma(w3, x2.fma(w2, x1.fma(w1, x0.fma(w0, sum)))).intoMemorySegment(sums, to, NATIVE);
        }
    }

    private static void addFloats(
            MemorySegment weights, long[] at, float[] values, MemorySegment sums, long sumsOffset, int outputs) {
        long o0 = at[0], o1 = at[1], o2 = at[2], o3 = at[3];
        FloatVector x0 = FloatVector.broadcast(FLOATS, values[0]), x1 = FloatVector.broadcast(FLOATS, values[1]);
        FloatVector x2 = FloatVector.broadcast(FLOATS, values[2]), x3 = FloatVector.broadcast(FLOATS, values[3]);
        for (int o = 0; o < outputs; o += LANES) {
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, weights, o0 + 4L * o, LITTLE);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, weights, o1 + 4L * o, LITTLE);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, weights, o2 + 4L * o, LITTLE);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, weights, o3 + 4L * o, LITTLE);
            long to = sumsOffset + 4L * o;
            FloatVector sum = FloatVector.fromMemorySegment(FLOATS, sums, to, NATIVE);
            x3.fma(w3, x2.fma(w2, x1.fma(w1, x0.fma(w0, sum)))).intoMemorySegment(sums, to, NATIVE);
        }
    }
}
