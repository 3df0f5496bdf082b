package org.spikingbrain4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.DataType;

/** Lays a matrix [out, in] out by input channel, [in, out]. */
final class ChannelTransposition {
    /** Outputs at a time: one channel's weights of a block fill whole cache lines. */
    private static final int BLOCK = 64;

    private ChannelTransposition() {}

    /**
     * @param type F32, or BF16 for a matrix of BF16
     * @throws org.spikingbrain4j.operators.InsufficientMemoryException where a copy does not fit
     */
    static MemorySegment of(CpuWeight matrix, DataType type, Arena memory) {
        long bytes = matrix.shape().elements() * type.bytes();
        MemorySegment to = OffHeap.allocate(
                memory,
                bytes,
                () ->
                        "tensor %s: event-driven execution copies float weights, %.1f MB here, and there is no memory left; use --spiking counts or quantize the model"
                                .formatted(matrix.name(), bytes * 1e-6));
        IntStream.range(0, Math.ceilDiv(matrix.rows(), BLOCK)).parallel().forEach(block -> {
            int first = block * BLOCK;
            int count = Math.min(BLOCK, matrix.rows() - first);
            if (type == DataType.BF16) {
                transposeShorts(matrix, first, count, to);
            } else {
                transposeFloats(matrix, first, count, to);
            }
        });
        return to;
    }

    private static void transposeFloats(CpuWeight matrix, int first, int count, MemorySegment to) {
        int in = matrix.columns();
        float[] row = new float[in];
        float[] transposed = new float[in * count];
        for (int r = 0; r < count; r++) {
            FloatRows.read(matrix.dataType(), matrix.data(), (first + r) * matrix.rowBytes(), row, 0, in);
            for (int i = 0; i < in; i++) {
                transposed[i * count + r] = row[i];
            }
        }
        for (int i = 0; i < in; i++) {
            long at = 4L * ((long) i * matrix.rows() + first);
            MemorySegment.copy(transposed, i * count, to, FloatRows.FLOAT, at, count);
        }
    }

    private static void transposeShorts(CpuWeight matrix, int first, int count, MemorySegment to) {
        int in = matrix.columns();
        short[] row = new short[in];
        short[] transposed = new short[in * count];
        for (int r = 0; r < count; r++) {
            long at = (first + r) * matrix.rowBytes();
            MemorySegment.copy(matrix.data(), ValueLayout.JAVA_SHORT_UNALIGNED, at, row, 0, in);
            for (int i = 0; i < in; i++) {
                transposed[i * count + r] = row[i];
            }
        }
        for (int i = 0; i < in; i++) {
            long at = 2L * ((long) i * matrix.rows() + first);
            MemorySegment.copy(transposed, i * count, to, ValueLayout.JAVA_SHORT_UNALIGNED, at, count);
        }
    }
}
