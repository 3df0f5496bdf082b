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
 *
 * <p>No helper takes vectors: where C2 happened to compile it before its caller, it would not inline it and box them all.
 */
final class VectorPacking {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final int SQUARE = LANES * LANES;
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
     * @param exchange two squares
     * @param panelStride bytes between panel rows
     */
    static void squareF32(
            MemorySegment weight,
            long offset,
            long stride,
            int[] exchange,
            MemorySegment panel,
            long panelOffset,
            long panelStride) {
        firstTrip(weight, offset, stride, exchange);
        secondTrip(exchange);
        for (int i = 0; i < LANES; i++) {
            IntVector.fromArray(INTS, exchange, SQUARE + i * LANES)
                    .intoMemorySegment(panel, panelOffset + i * panelStride, NATIVE);
        }
    }

    /** The same for LANES rows of 2 · LANES elements in BF16. */
    static void squareBf16(
            MemorySegment weight,
            long offset,
            long stride,
            int[] exchange,
            MemorySegment panel,
            long panelOffset,
            long panelStride) {
        firstTrip(weight, offset, stride, exchange);
        secondTrip(exchange);
        for (int i = 0; i < LANES; i++) {
            IntVector pairs = IntVector.fromArray(INTS, exchange, SQUARE + i * LANES);
            long to = panelOffset + 2L * i * panelStride;
            pairs.lanewise(VectorOperators.LSHL, 16).intoMemorySegment(panel, to, NATIVE);
            pairs.and(UPPER_HALF).intoMemorySegment(panel, to + panelStride, NATIVE);
        }
    }

    /** Two shuffles, from the weights to the first square of the exchange. */
    private static void firstTrip(MemorySegment weight, long offset, long stride, int[] exchange) {
        for (int i = 0; i < QUARTER; i++) {
            long from = offset + i * stride;
            IntVector a = IntVector.fromMemorySegment(INTS, weight, from, LITTLE);
            IntVector b = IntVector.fromMemorySegment(INTS, weight, from + QUARTER * stride, LITTLE);
            IntVector c = IntVector.fromMemorySegment(INTS, weight, from + 2L * QUARTER * stride, LITTLE);
            IntVector d = IntVector.fromMemorySegment(INTS, weight, from + 3L * QUARTER * stride, LITTLE);
            IntVector p = LOW.selectFrom(a, c);
            IntVector q = HIGH.selectFrom(a, c);
            IntVector r = LOW.selectFrom(b, d);
            IntVector s = HIGH.selectFrom(b, d);
            int to = 4 * i * LANES;
            LOW.selectFrom(p, r).intoArray(exchange, to);
            HIGH.selectFrom(p, r).intoArray(exchange, to + LANES);
            LOW.selectFrom(q, s).intoArray(exchange, to + 2 * LANES);
            HIGH.selectFrom(q, s).intoArray(exchange, to + 3 * LANES);
        }
    }

    /** The shuffles that are left, to the second square: two of four, one of three, none of two. */
    private static void secondTrip(int[] exchange) {
        if (LANES == 16) {
            for (int i = 0; i < 4; i++) {
                IntVector a = IntVector.fromArray(INTS, exchange, i * LANES);
                IntVector b = IntVector.fromArray(INTS, exchange, (i + 4) * LANES);
                IntVector c = IntVector.fromArray(INTS, exchange, (i + 8) * LANES);
                IntVector d = IntVector.fromArray(INTS, exchange, (i + 12) * LANES);
                IntVector p = LOW.selectFrom(a, c);
                IntVector q = HIGH.selectFrom(a, c);
                IntVector r = LOW.selectFrom(b, d);
                IntVector s = HIGH.selectFrom(b, d);
                int to = SQUARE + 4 * i * LANES;
                LOW.selectFrom(p, r).intoArray(exchange, to);
                HIGH.selectFrom(p, r).intoArray(exchange, to + LANES);
                LOW.selectFrom(q, s).intoArray(exchange, to + 2 * LANES);
                HIGH.selectFrom(q, s).intoArray(exchange, to + 3 * LANES);
            }
        } else if (LANES == 8) {
            for (int i = 0; i < 4; i++) {
                IntVector a = IntVector.fromArray(INTS, exchange, i * LANES);
                IntVector b = IntVector.fromArray(INTS, exchange, (i + 4) * LANES);
                LOW.selectFrom(a, b).intoArray(exchange, SQUARE + 2 * i * LANES);
                HIGH.selectFrom(a, b).intoArray(exchange, SQUARE + (2 * i + 1) * LANES);
            }
        } else {
            System.arraycopy(exchange, 0, exchange, SQUARE, SQUARE);
        }
    }
}
