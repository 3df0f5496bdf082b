package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.INTS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link VectorDotF32} for BF16 weights and for activations whose even elements lie before the odd ones. A vector of ints
 * holds two weights per lane; a shift yields the even ones as F32 and a mask the odd ones, which is cheaper than widening.
 */
final class VectorDotBf16 {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final int UPPER_HALF = 0xFFFF0000;

    private VectorDotBf16() {}

    /**
     * One weight row, one activation row.
     *
     * @param half distance of odd from even activations
     * @param pairs pairs of columns, a multiple of LANES
     * @param sums [LANES]
     */
    static void one(MemorySegment weight, long offset, float[] x, int xOffset, int half, int pairs, float[] sums) {
        FloatVector s = FloatVector.zero(FLOATS);
        for (int p = 0; p < pairs; p += LANES) {
            IntVector w = IntVector.fromMemorySegment(INTS, weight, offset + p * 4L, LITTLE);
            s = w.lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .fma(FloatVector.fromArray(FLOATS, x, xOffset + p), s);
            s = w.and(UPPER_HALF).reinterpretAsFloats().fma(FloatVector.fromArray(FLOATS, x, xOffset + half + p), s);
        }
        s.intoArray(sums, 0);
    }

    /**
     * Eight weight rows, one activation row: eight streams from memory hide its latency.
     *
     * @param half distance of odd from even activations
     * @param pairs pairs of columns, a multiple of LANES
     * @param sums [8, LANES]
     */
    static void eight(
            MemorySegment weight, long offset, long stride, float[] x, int xOffset, int half, int pairs, float[] sums) {
        long o1 = offset + stride;
        long o2 = o1 + stride;
        long o3 = o2 + stride;
        long o4 = o3 + stride;
        long o5 = o4 + stride;
        long o6 = o5 + stride;
        long o7 = o6 + stride;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        FloatVector s4 = FloatVector.zero(FLOATS);
        FloatVector s5 = FloatVector.zero(FLOATS);
        FloatVector s6 = FloatVector.zero(FLOATS);
        FloatVector s7 = FloatVector.zero(FLOATS);
        for (int p = 0; p < pairs; p += LANES) {
            FloatVector even = FloatVector.fromArray(FLOATS, x, xOffset + p);
            FloatVector odd = FloatVector.fromArray(FLOATS, x, xOffset + half + p);
            long at = p * 4L;
            IntVector w0 = IntVector.fromMemorySegment(INTS, weight, offset + at, LITTLE);
            s0 = w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s0);
            s0 = w0.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s0);
            IntVector w1 = IntVector.fromMemorySegment(INTS, weight, o1 + at, LITTLE);
            s1 = w1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s1);
            s1 = w1.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s1);
            IntVector w2 = IntVector.fromMemorySegment(INTS, weight, o2 + at, LITTLE);
            s2 = w2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s2);
            s2 = w2.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s2);
            IntVector w3 = IntVector.fromMemorySegment(INTS, weight, o3 + at, LITTLE);
            s3 = w3.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s3);
            s3 = w3.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s3);
            IntVector w4 = IntVector.fromMemorySegment(INTS, weight, o4 + at, LITTLE);
            s4 = w4.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s4);
            s4 = w4.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s4);
            IntVector w5 = IntVector.fromMemorySegment(INTS, weight, o5 + at, LITTLE);
            s5 = w5.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s5);
            s5 = w5.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s5);
            IntVector w6 = IntVector.fromMemorySegment(INTS, weight, o6 + at, LITTLE);
            s6 = w6.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s6);
            s6 = w6.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s6);
            IntVector w7 = IntVector.fromMemorySegment(INTS, weight, o7 + at, LITTLE);
            s7 = w7.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s7);
            s7 = w7.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s7);
        }
        s0.intoArray(sums, 0);
        s1.intoArray(sums, LANES);
        s2.intoArray(sums, 2 * LANES);
        s3.intoArray(sums, 3 * LANES);
        s4.intoArray(sums, 4 * LANES);
        s5.intoArray(sums, 5 * LANES);
        s6.intoArray(sums, 6 * LANES);
        s7.intoArray(sums, 7 * LANES);
    }

    /**
     * Four weight rows, two activation rows: a weight fetched from the cache and converted is used twice.
     *
     * @param half distance of odd from even activations
     * @param pairs pairs of columns, a multiple of LANES
     * @param sums [2, 4, LANES]
     */
    static void fourByTwo(
            MemorySegment weight,
            long offset,
            long stride,
            float[] x,
            int xOffset,
            int xStride,
            int half,
            int pairs,
            float[] sums) {
        int x1 = xOffset + xStride;
        long o1 = offset + stride;
        long o2 = o1 + stride;
        long o3 = o2 + stride;
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s20 = FloatVector.zero(FLOATS);
        FloatVector s21 = FloatVector.zero(FLOATS);
        FloatVector s30 = FloatVector.zero(FLOATS);
        FloatVector s31 = FloatVector.zero(FLOATS);
        for (int p = 0; p < pairs; p += LANES) {
            long at = p * 4L;
            FloatVector even0 = FloatVector.fromArray(FLOATS, x, xOffset + p);
            FloatVector odd0 = FloatVector.fromArray(FLOATS, x, xOffset + half + p);
            FloatVector even1 = FloatVector.fromArray(FLOATS, x, x1 + p);
            FloatVector odd1 = FloatVector.fromArray(FLOATS, x, x1 + half + p);
            IntVector w0 = IntVector.fromMemorySegment(INTS, weight, offset + at, LITTLE);
            FloatVector e0 = w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            s00 = e0.fma(even0, s00);
            s01 = e0.fma(even1, s01);
            FloatVector d0 = w0.and(UPPER_HALF).reinterpretAsFloats();
            s00 = d0.fma(odd0, s00);
            s01 = d0.fma(odd1, s01);
            IntVector w1 = IntVector.fromMemorySegment(INTS, weight, o1 + at, LITTLE);
            FloatVector e1 = w1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            s10 = e1.fma(even0, s10);
            s11 = e1.fma(even1, s11);
            FloatVector d1 = w1.and(UPPER_HALF).reinterpretAsFloats();
            s10 = d1.fma(odd0, s10);
            s11 = d1.fma(odd1, s11);
            IntVector w2 = IntVector.fromMemorySegment(INTS, weight, o2 + at, LITTLE);
            FloatVector e2 = w2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            s20 = e2.fma(even0, s20);
            s21 = e2.fma(even1, s21);
            FloatVector d2 = w2.and(UPPER_HALF).reinterpretAsFloats();
            s20 = d2.fma(odd0, s20);
            s21 = d2.fma(odd1, s21);
            IntVector w3 = IntVector.fromMemorySegment(INTS, weight, o3 + at, LITTLE);
            FloatVector e3 = w3.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            s30 = e3.fma(even0, s30);
            s31 = e3.fma(even1, s31);
            FloatVector d3 = w3.and(UPPER_HALF).reinterpretAsFloats();
            s30 = d3.fma(odd0, s30);
            s31 = d3.fma(odd1, s31);
        }
        s00.intoArray(sums, 0);
        s10.intoArray(sums, LANES);
        s20.intoArray(sums, 2 * LANES);
        s30.intoArray(sums, 3 * LANES);
        s01.intoArray(sums, 4 * LANES);
        s11.intoArray(sums, 5 * LANES);
        s21.intoArray(sums, 6 * LANES);
        s31.intoArray(sums, 7 * LANES);
    }
}
