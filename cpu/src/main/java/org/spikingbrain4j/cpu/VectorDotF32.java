package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * The vector part of dot products of F32 weight rows with activation rows. Every dot product has one vector of sums and visits
 * the columns in order, so its value does not depend on the tile it was computed in.
 *
 * <p>C2 keeps only local variables in registers, and stops inlining our own methods (not the Vector API's) once a method has
 * grown: hence unrolled by hand, without helpers, and with nothing after the loop but the stores.
 */
final class VectorDotF32 {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    private VectorDotF32() {}

    /**
     * One weight row, one activation row.
     *
     * @param columns a multiple of LANES
     * @param sums [LANES]
     */
    static void one(MemorySegment weight, long offset, float[] x, int xOffset, int columns, float[] sums) {
        FloatVector s = FloatVector.zero(FLOATS);
        for (int k = 0; k < columns; k += LANES) {
            s = FloatVector.fromMemorySegment(FLOATS, weight, offset + k * 4L, LITTLE)
                    .fma(FloatVector.fromArray(FLOATS, x, xOffset + k), s);
        }
        s.intoArray(sums, 0);
    }

    /**
     * Eight weight rows, one activation row: eight streams from memory hide its latency.
     *
     * @param columns a multiple of LANES
     * @param sums [8, LANES]
     */
    static void eight(
            MemorySegment weight, long offset, long stride, float[] x, int xOffset, int columns, float[] sums) {
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
        for (int k = 0; k < columns; k += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + k);
            long at = k * 4L;
            s0 = FloatVector.fromMemorySegment(FLOATS, weight, offset + at, LITTLE)
                    .fma(v, s0);
            s1 = FloatVector.fromMemorySegment(FLOATS, weight, o1 + at, LITTLE).fma(v, s1);
            s2 = FloatVector.fromMemorySegment(FLOATS, weight, o2 + at, LITTLE).fma(v, s2);
            s3 = FloatVector.fromMemorySegment(FLOATS, weight, o3 + at, LITTLE).fma(v, s3);
            s4 = FloatVector.fromMemorySegment(FLOATS, weight, o4 + at, LITTLE).fma(v, s4);
            s5 = FloatVector.fromMemorySegment(FLOATS, weight, o5 + at, LITTLE).fma(v, s5);
            s6 = FloatVector.fromMemorySegment(FLOATS, weight, o6 + at, LITTLE).fma(v, s6);
            s7 = FloatVector.fromMemorySegment(FLOATS, weight, o7 + at, LITTLE).fma(v, s7);
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
     * Four weight rows, three activation rows: a weight fetched from the cache is used three times.
     *
     * @param columns a multiple of LANES
     * @param sums [3, 4, LANES]
     */
    static void fourByThree(
            MemorySegment weight,
            long offset,
            long stride,
            float[] x,
            int xOffset,
            int xStride,
            int columns,
            float[] sums) {
        long o1 = offset + stride;
        long o2 = o1 + stride;
        long o3 = o2 + stride;
        int x1 = xOffset + xStride;
        int x2 = x1 + xStride;
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s12 = FloatVector.zero(FLOATS);
        FloatVector s20 = FloatVector.zero(FLOATS);
        FloatVector s21 = FloatVector.zero(FLOATS);
        FloatVector s22 = FloatVector.zero(FLOATS);
        FloatVector s30 = FloatVector.zero(FLOATS);
        FloatVector s31 = FloatVector.zero(FLOATS);
        FloatVector s32 = FloatVector.zero(FLOATS);
        for (int k = 0; k < columns; k += LANES) {
            long at = k * 4L;
            FloatVector v0 = FloatVector.fromArray(FLOATS, x, xOffset + k);
            FloatVector v1 = FloatVector.fromArray(FLOATS, x, x1 + k);
            FloatVector v2 = FloatVector.fromArray(FLOATS, x, x2 + k);
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, weight, offset + at, LITTLE);
            s00 = w0.fma(v0, s00);
            s01 = w0.fma(v1, s01);
            s02 = w0.fma(v2, s02);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, weight, o1 + at, LITTLE);
            s10 = w1.fma(v0, s10);
            s11 = w1.fma(v1, s11);
            s12 = w1.fma(v2, s12);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, weight, o2 + at, LITTLE);
            s20 = w2.fma(v0, s20);
            s21 = w2.fma(v1, s21);
            s22 = w2.fma(v2, s22);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, weight, o3 + at, LITTLE);
            s30 = w3.fma(v0, s30);
            s31 = w3.fma(v1, s31);
            s32 = w3.fma(v2, s32);
        }
        s00.intoArray(sums, 0);
        s10.intoArray(sums, LANES);
        s20.intoArray(sums, 2 * LANES);
        s30.intoArray(sums, 3 * LANES);
        s01.intoArray(sums, 4 * LANES);
        s11.intoArray(sums, 5 * LANES);
        s21.intoArray(sums, 6 * LANES);
        s31.intoArray(sums, 7 * LANES);
        s02.intoArray(sums, 8 * LANES);
        s12.intoArray(sums, 9 * LANES);
        s22.intoArray(sums, 10 * LANES);
        s32.intoArray(sums, 11 * LANES);
    }
}
