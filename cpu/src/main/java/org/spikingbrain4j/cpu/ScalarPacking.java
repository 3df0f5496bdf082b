package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Copies weights into panels element by element: the scalar kernels' form, and the edges of the vector kernels' panels. */
final class ScalarPacking {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ScalarPacking() {}

    /** panel[k][n] = w[n][k] for the given rows n and columns k, upper ends excluded. */
    static void packF32(
            MemorySegment weight,
            long offset,
            long stride,
            int rowFrom,
            int rowTo,
            int from,
            int to,
            MemorySegment panel,
            long panelOffset,
            int panelColumns) {
        for (int n = rowFrom; n < rowTo; n++) {
            long row = offset + n * stride;
            for (int k = from; k < to; k++) {
                int bits = weight.get(INT, row + k * 4L);
                panel.set(ValueLayout.JAVA_INT, panelOffset + ((long) k * panelColumns + n) * Float.BYTES, bits);
            }
        }
    }

    /** The same for BF16. */
    static void packBf16(
            MemorySegment weight,
            long offset,
            long stride,
            int rowFrom,
            int rowTo,
            int from,
            int to,
            MemorySegment panel,
            long panelOffset,
            int panelColumns) {
        for (int n = rowFrom; n < rowTo; n++) {
            long row = offset + n * stride;
            for (int k = from; k < to; k++) {
                int bits = weight.get(SHORT, row + k * 2L) << 16;
                panel.set(ValueLayout.JAVA_INT, panelOffset + ((long) k * panelColumns + n) * Float.BYTES, bits);
            }
        }
    }

    /** Zeros the columns {@code fromColumn} to {@code toColumn} - 1 of all panel rows. */
    static void clear(
            int fromColumn, int toColumn, int depth, MemorySegment panel, long panelOffset, int panelColumns) {
        for (int k = 0; fromColumn < toColumn && k < depth; k++) {
            long at = panelOffset + ((long) k * panelColumns + fromColumn) * Float.BYTES;
            panel.asSlice(at, (long) (toColumn - fromColumn) * Float.BYTES).fill((byte) 0);
        }
    }
}
