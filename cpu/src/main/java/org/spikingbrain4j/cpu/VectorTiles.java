package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * Register-blocked tiles of products with panels, whose rows are two vectors long. Four rows by two vectors are enough
 * independent sums to hide the latency of a multiply-add, and few enough for 16 registers. The fixed row length lets the JIT
 * move the bounds checks out of the loops.
 */
final class VectorTiles {
    /** Rows of the larger tiles. */
    static final int ROWS = 4;

    static final int PANEL = 2 * LANES;

    private VectorTiles() {}

    /** c = a · b or c += a · b: four rows of a and c, [4, depth] · [depth, 2 vectors]. */
    static void fourByTwo(
            float[] a, int ai, int stride, float[] b, int bi, float[] c, int ci, int depth, boolean accumulate) {
        FloatVector c00 = start(accumulate, c, ci);
        FloatVector c01 = start(accumulate, c, ci + LANES);
        FloatVector c10 = start(accumulate, c, ci + PANEL);
        FloatVector c11 = start(accumulate, c, ci + PANEL + LANES);
        FloatVector c20 = start(accumulate, c, ci + 2 * PANEL);
        FloatVector c21 = start(accumulate, c, ci + 2 * PANEL + LANES);
        FloatVector c30 = start(accumulate, c, ci + 3 * PANEL);
        FloatVector c31 = start(accumulate, c, ci + 3 * PANEL + LANES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bi + k * PANEL);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, bi + k * PANEL + LANES);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai + k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ai + stride + k]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ai + 2 * stride + k]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ai + 3 * stride + k]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        c00.intoArray(c, ci);
        c01.intoArray(c, ci + LANES);
        c10.intoArray(c, ci + PANEL);
        c11.intoArray(c, ci + PANEL + LANES);
        c20.intoArray(c, ci + 2 * PANEL);
        c21.intoArray(c, ci + 2 * PANEL + LANES);
        c30.intoArray(c, ci + 3 * PANEL);
        c31.intoArray(c, ci + 3 * PANEL + LANES);
    }

    /** c = a · b or c += a · b: one row of a and c, [1, depth] · [depth, 2 vectors]. */
    static void oneByTwo(
            float[] a, int ai, int stride, float[] b, int bi, float[] c, int ci, int depth, boolean accumulate) {
        FloatVector c00 = start(accumulate, c, ci);
        FloatVector c01 = start(accumulate, c, ci + LANES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bi + k * PANEL);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, bi + k * PANEL + LANES);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai + k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
        }
        c00.intoArray(c, ci);
        c01.intoArray(c, ci + LANES);
    }

    /** c = a · b or c += a · b: four rows of a and c, [4, depth] · [depth, 1 vector]. */
    static void fourByOne(
            float[] a, int ai, int stride, float[] b, int bi, float[] c, int ci, int depth, boolean accumulate) {
        FloatVector c00 = start(accumulate, c, ci);
        FloatVector c10 = start(accumulate, c, ci + PANEL);
        FloatVector c20 = start(accumulate, c, ci + 2 * PANEL);
        FloatVector c30 = start(accumulate, c, ci + 3 * PANEL);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bi + k * PANEL);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai + k]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ai + stride + k]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ai + 2 * stride + k]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ai + 3 * stride + k]);
            c30 = a3.fma(b0, c30);
        }
        c00.intoArray(c, ci);
        c10.intoArray(c, ci + PANEL);
        c20.intoArray(c, ci + 2 * PANEL);
        c30.intoArray(c, ci + 3 * PANEL);
    }

    /** c = a · b or c += a · b: one row of a and c, [1, depth] · [depth, 1 vector]. */
    static void oneByOne(
            float[] a, int ai, int stride, float[] b, int bi, float[] c, int ci, int depth, boolean accumulate) {
        FloatVector c00 = start(accumulate, c, ci);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bi + k * PANEL);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai + k]);
            c00 = a0.fma(b0, c00);
        }
        c00.intoArray(c, ci);
    }

    private static FloatVector start(boolean accumulate, float[] c, int offset) {
        return accumulate ? FloatVector.fromArray(FLOATS, c, offset) : FloatVector.zero(FLOATS);
    }

    /** c += aᵀ · b: four rows of a and b, [4, rows]ᵀ · [4, 2 vectors]. */
    static void addFourByTwo(float[] a, int ai, int stride, float[] b, int bi, float[] c, int ci, int rows) {
        FloatVector b00 = FloatVector.fromArray(FLOATS, b, bi);
        FloatVector b01 = FloatVector.fromArray(FLOATS, b, bi + LANES);
        FloatVector b10 = FloatVector.fromArray(FLOATS, b, bi + PANEL);
        FloatVector b11 = FloatVector.fromArray(FLOATS, b, bi + PANEL + LANES);
        FloatVector b20 = FloatVector.fromArray(FLOATS, b, bi + 2 * PANEL);
        FloatVector b21 = FloatVector.fromArray(FLOATS, b, bi + 2 * PANEL + LANES);
        FloatVector b30 = FloatVector.fromArray(FLOATS, b, bi + 3 * PANEL);
        FloatVector b31 = FloatVector.fromArray(FLOATS, b, bi + 3 * PANEL + LANES);
        for (int i = 0; i < rows; i++) {
            FloatVector c0 = FloatVector.fromArray(FLOATS, c, ci + i * PANEL);
            FloatVector c1 = FloatVector.fromArray(FLOATS, c, ci + i * PANEL + LANES);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai + i]);
            c0 = a0.fma(b00, c0);
            c1 = a0.fma(b01, c1);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ai + stride + i]);
            c0 = a1.fma(b10, c0);
            c1 = a1.fma(b11, c1);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ai + 2 * stride + i]);
            c0 = a2.fma(b20, c0);
            c1 = a2.fma(b21, c1);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ai + 3 * stride + i]);
            c0 = a3.fma(b30, c0);
            c1 = a3.fma(b31, c1);
            c0.intoArray(c, ci + i * PANEL);
            c1.intoArray(c, ci + i * PANEL + LANES);
        }
    }

    /** c += aᵀ · b: one row of a and b, [1, rows]ᵀ · [1, 2 vectors]. */
    static void addOneByTwo(float[] a, int ai, int stride, float[] b, int bi, float[] c, int ci, int rows) {
        FloatVector b00 = FloatVector.fromArray(FLOATS, b, bi);
        FloatVector b01 = FloatVector.fromArray(FLOATS, b, bi + LANES);
        for (int i = 0; i < rows; i++) {
            FloatVector c0 = FloatVector.fromArray(FLOATS, c, ci + i * PANEL);
            FloatVector c1 = FloatVector.fromArray(FLOATS, c, ci + i * PANEL + LANES);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai + i]);
            c0 = a0.fma(b00, c0);
            c1 = a0.fma(b01, c1);
            c0.intoArray(c, ci + i * PANEL);
            c1.intoArray(c, ci + i * PANEL + LANES);
        }
    }

    /** c += aᵀ · b: four rows of a and b, [4, rows]ᵀ · [4, 1 vector]. */
    static void addFourByOne(float[] a, int ai, int stride, float[] b, int bi, float[] c, int ci, int rows) {
        FloatVector b00 = FloatVector.fromArray(FLOATS, b, bi);
        FloatVector b10 = FloatVector.fromArray(FLOATS, b, bi + PANEL);
        FloatVector b20 = FloatVector.fromArray(FLOATS, b, bi + 2 * PANEL);
        FloatVector b30 = FloatVector.fromArray(FLOATS, b, bi + 3 * PANEL);
        for (int i = 0; i < rows; i++) {
            FloatVector c0 = FloatVector.fromArray(FLOATS, c, ci + i * PANEL);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai + i]);
            c0 = a0.fma(b00, c0);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[ai + stride + i]);
            c0 = a1.fma(b10, c0);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[ai + 2 * stride + i]);
            c0 = a2.fma(b20, c0);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[ai + 3 * stride + i]);
            c0 = a3.fma(b30, c0);
            c0.intoArray(c, ci + i * PANEL);
        }
    }

    /** c += aᵀ · b: one row of a and b, [1, rows]ᵀ · [1, 1 vector]. */
    static void addOneByOne(float[] a, int ai, int stride, float[] b, int bi, float[] c, int ci, int rows) {
        FloatVector b00 = FloatVector.fromArray(FLOATS, b, bi);
        for (int i = 0; i < rows; i++) {
            FloatVector c0 = FloatVector.fromArray(FLOATS, c, ci + i * PANEL);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[ai + i]);
            c0 = a0.fma(b00, c0);
            c0.intoArray(c, ci + i * PANEL);
        }
    }
}
