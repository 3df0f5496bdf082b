package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.INTS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Transposes squares of LANES × LANES 32-bit elements from weights into panels. A transposition of n × n is log2(n) perfect
 * shuffles: each interleaves vector i with vector i + n/2 into the vectors 2i and 2i + 1. Two shuffles are done per trip
 * through memory. Floats travel as ints, and so do pairs of BF16: only bits move.
 */
final class VectorPacking {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final long VECTOR_BYTES = 4L * LANES;
    private static final long SQUARE_BYTES = LANES * VECTOR_BYTES;
    private static final int QUARTER = LANES / 4;
    private static final int UPPER_HALF = 0xFFFF0000;

    /** Selects the lanes 0, 0', 1, 1' … of two vectors, up to the middle. */
    private static final IntVector LOW = interleaveFrom(0);

    /** The same from the middle on. */
    private static final IntVector HIGH = interleaveFrom(LANES / 2);

    private VectorPacking() {}

    private static IntVector interleaveFrom(int first) {
        int[] lanes = new int[LANES];
        for (int i = 0; i < LANES; i++) {
            lanes[i] = first + i / 2 + (i % 2) * LANES;
        }
        return IntVector.fromArray(INTS, lanes, 0);
    }

    /**
     * Writes the square at {@code offset} in the weights, columns as rows, to the panel.
     *
     * @param stride bytes between weight rows
     * @param panelStride bytes between panel rows
     */
    static void squareF32(
            MemorySegment weight,
            long offset,
            long stride,
            MemorySegment exchange,
            MemorySegment panel,
            long panelOffset,
            long panelStride) {
        firstTrip(weight, offset, stride, exchange);
        secondTrip(exchange, panel, panelOffset, panelStride);
    }

    /** The same for LANES rows of 2 · LANES elements in BF16. */
    static void squareBf16(
            MemorySegment weight,
            long offset,
            long stride,
            MemorySegment exchange,
            MemorySegment panel,
            long panelOffset,
            long panelStride) {
        firstTrip(weight, offset, stride, exchange);
        secondTrip(exchange, exchange, SQUARE_BYTES, VECTOR_BYTES);
        for (int i = 0; i < LANES; i++) {
            IntVector pairs = load(exchange, SQUARE_BYTES + i * VECTOR_BYTES);
            long to = panelOffset + 2 * i * panelStride;
            pairs.lanewise(VectorOperators.LSHL, 16).intoMemorySegment(panel, to, NATIVE);
            pairs.and(UPPER_HALF).intoMemorySegment(panel, to + panelStride, NATIVE);
        }
    }

    private static IntVector load(MemorySegment segment, long offset) {
        return IntVector.fromMemorySegment(INTS, segment, offset, NATIVE);
    }

    private static void firstTrip(MemorySegment weight, long offset, long stride, MemorySegment exchange) {
        for (int i = 0; i < QUARTER; i++) {
            long from = offset + i * stride;
            IntVector a = IntVector.fromMemorySegment(INTS, weight, from, LITTLE);
            IntVector b = IntVector.fromMemorySegment(INTS, weight, from + QUARTER * stride, LITTLE);
            IntVector c = IntVector.fromMemorySegment(INTS, weight, from + 2 * QUARTER * stride, LITTLE);
            IntVector d = IntVector.fromMemorySegment(INTS, weight, from + 3 * QUARTER * stride, LITTLE);
            shuffleTwice(a, b, c, d, exchange, 4 * i * VECTOR_BYTES, VECTOR_BYTES);
        }
    }

    /** The shuffles that are left after two: two of four, one of three, none of two. */
    private static void secondTrip(MemorySegment exchange, MemorySegment out, long offset, long stride) {
        if (LANES == 16) {
            for (int i = 0; i < 4; i++) {
                long from = i * VECTOR_BYTES;
                IntVector a = load(exchange, from);
                IntVector b = load(exchange, from + 4 * VECTOR_BYTES);
                IntVector c = load(exchange, from + 8 * VECTOR_BYTES);
                IntVector d = load(exchange, from + 12 * VECTOR_BYTES);
                shuffleTwice(a, b, c, d, out, offset + 4 * i * stride, stride);
            }
        } else if (LANES == 8) {
            for (int i = 0; i < 4; i++) {
                IntVector a = load(exchange, i * VECTOR_BYTES);
                IntVector b = load(exchange, (i + 4) * VECTOR_BYTES);
                LOW.selectFrom(a, b).intoMemorySegment(out, offset + 2 * i * stride, NATIVE);
                HIGH.selectFrom(a, b).intoMemorySegment(out, offset + (2 * i + 1) * stride, NATIVE);
            }
        } else {
            for (int i = 0; i < LANES; i++) {
                load(exchange, i * VECTOR_BYTES).intoMemorySegment(out, offset + i * stride, NATIVE);
            }
        }
    }

    private static void shuffleTwice(
            IntVector a, IntVector b, IntVector c, IntVector d, MemorySegment out, long offset, long stride) {
        IntVector p = LOW.selectFrom(a, c);
        IntVector q = HIGH.selectFrom(a, c);
        IntVector r = LOW.selectFrom(b, d);
        IntVector s = HIGH.selectFrom(b, d);
        LOW.selectFrom(p, r).intoMemorySegment(out, offset, NATIVE);
        HIGH.selectFrom(p, r).intoMemorySegment(out, offset + stride, NATIVE);
        LOW.selectFrom(q, s).intoMemorySegment(out, offset + 2 * stride, NATIVE);
        HIGH.selectFrom(q, s).intoMemorySegment(out, offset + 3 * stride, NATIVE);
    }
}
