package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorRowSums.BYTES;
import static org.spikingbrain4j.cpu.VectorRowSums.SHORTS;
import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.INTS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Copies weights that lie input channel by input channel into panels, a vector of outputs at a time. One loop per format, for the
 * reasons told in {@link VectorDotF32}.
 */
final class VectorChannelPacking {
    private static final long PANEL_STRIDE = 4L * VectorLinearKernels.PANEL_COLUMNS;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    private VectorChannelPacking() {}

    /** Writes LANES scaled weights of each channel, a panel's row apart. */
    static void bytes(
            MemorySegment weights, long from, long stride, int depth, FloatVector scale, MemorySegment panel, long to) {
        for (int k = 0; k < depth; k++) {
            ((FloatVector) ByteVector.fromMemorySegment(BYTES, weights, from + k * stride, LITTLE)
                            .convertShape(VectorOperators.B2F, FLOATS, 0))
                    .mul(scale)
                    .intoMemorySegment(panel, to + k * PANEL_STRIDE, NATIVE);
        }
    }

    /** The same for BF16. */
    static void bfloats(
            MemorySegment weights, long from, long stride, int depth, FloatVector scale, MemorySegment panel, long to) {
        for (int k = 0; k < depth; k++) {
            ((IntVector) ShortVector.fromMemorySegment(SHORTS, weights, from + k * stride, LITTLE)
                            .convertShape(VectorOperators.S2I, INTS, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .mul(scale)
                    .intoMemorySegment(panel, to + k * PANEL_STRIDE, NATIVE);
        }
    }

    /** The same for F32. */
    static void floats(
            MemorySegment weights, long from, long stride, int depth, FloatVector scale, MemorySegment panel, long to) {
        for (int k = 0; k < depth; k++) {
            FloatVector.fromMemorySegment(FLOATS, weights, from + k * stride, LITTLE)
                    .mul(scale)
                    .intoMemorySegment(panel, to + k * PANEL_STRIDE, NATIVE);
        }
    }
}
