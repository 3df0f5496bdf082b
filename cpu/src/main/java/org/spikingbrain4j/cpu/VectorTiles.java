package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorMath.LANES;
import static org.spikingbrain4j.cpu.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Register-blocked tiles of c = a · b and c = c + a · b. A tile is 4 rows by 2 vectors: enough independent sums to hide the
 * latency of a multiply-add, few enough to stay in 16 registers. Element (row, k) of a lies at
 * {@code ai + row · aRow + k · aDepth}, so a may be transposed.
 */
final class VectorTiles {
    static final int ROWS = 4;

    private VectorTiles() {}

    static void fourByTwo(
            float[] a,
            int ai,
            int aRow,
            int aDepth,
            float[] b,
            int bi,
            int bStride,
            float[] c,
            int ci,
            int cStride,
            int depth,
            boolean accumulate) {
        FloatVector c00 = accumulate ? FloatVector.fromArray(SPECIES, c, ci) : FloatVector.zero(SPECIES);
        FloatVector c01 = accumulate ? FloatVector.fromArray(SPECIES, c, ci + LANES) : FloatVector.zero(SPECIES);
        FloatVector c10 = accumulate ? FloatVector.fromArray(SPECIES, c, ci + cStride) : FloatVector.zero(SPECIES);
        FloatVector c11 =
                accumulate ? FloatVector.fromArray(SPECIES, c, ci + cStride + LANES) : FloatVector.zero(SPECIES);
        FloatVector c20 = accumulate ? FloatVector.fromArray(SPECIES, c, ci + 2 * cStride) : FloatVector.zero(SPECIES);
        FloatVector c21 =
                accumulate ? FloatVector.fromArray(SPECIES, c, ci + 2 * cStride + LANES) : FloatVector.zero(SPECIES);
        FloatVector c30 = accumulate ? FloatVector.fromArray(SPECIES, c, ci + 3 * cStride) : FloatVector.zero(SPECIES);
        FloatVector c31 =
                accumulate ? FloatVector.fromArray(SPECIES, c, ci + 3 * cStride + LANES) : FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bi + k * bStride);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bi + k * bStride + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[ai + k * aDepth]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[ai + k * aDepth + aRow]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[ai + k * aDepth + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[ai + k * aDepth + 3 * aRow]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        c00.intoArray(c, ci);
        c01.intoArray(c, ci + LANES);
        c10.intoArray(c, ci + cStride);
        c11.intoArray(c, ci + cStride + LANES);
        c20.intoArray(c, ci + 2 * cStride);
        c21.intoArray(c, ci + 2 * cStride + LANES);
        c30.intoArray(c, ci + 3 * cStride);
        c31.intoArray(c, ci + 3 * cStride + LANES);
    }

    static void oneByTwo(
            float[] a,
            int ai,
            int aRow,
            int aDepth,
            float[] b,
            int bi,
            int bStride,
            float[] c,
            int ci,
            int cStride,
            int depth,
            boolean accumulate) {
        FloatVector c00 = accumulate ? FloatVector.fromArray(SPECIES, c, ci) : FloatVector.zero(SPECIES);
        FloatVector c01 = accumulate ? FloatVector.fromArray(SPECIES, c, ci + LANES) : FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bi + k * bStride);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bi + k * bStride + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[ai + k * aDepth]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
        }
        c00.intoArray(c, ci);
        c01.intoArray(c, ci + LANES);
    }

    static void fourByOne(
            float[] a,
            int ai,
            int aRow,
            int aDepth,
            float[] b,
            int bi,
            int bStride,
            float[] c,
            int ci,
            int cStride,
            int depth,
            boolean accumulate) {
        FloatVector c00 = accumulate ? FloatVector.fromArray(SPECIES, c, ci) : FloatVector.zero(SPECIES);
        FloatVector c10 = accumulate ? FloatVector.fromArray(SPECIES, c, ci + cStride) : FloatVector.zero(SPECIES);
        FloatVector c20 = accumulate ? FloatVector.fromArray(SPECIES, c, ci + 2 * cStride) : FloatVector.zero(SPECIES);
        FloatVector c30 = accumulate ? FloatVector.fromArray(SPECIES, c, ci + 3 * cStride) : FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bi + k * bStride);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[ai + k * aDepth]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[ai + k * aDepth + aRow]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[ai + k * aDepth + 2 * aRow]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[ai + k * aDepth + 3 * aRow]);
            c30 = a3.fma(b0, c30);
        }
        c00.intoArray(c, ci);
        c10.intoArray(c, ci + cStride);
        c20.intoArray(c, ci + 2 * cStride);
        c30.intoArray(c, ci + 3 * cStride);
    }

    static void oneByOne(
            float[] a,
            int ai,
            int aRow,
            int aDepth,
            float[] b,
            int bi,
            int bStride,
            float[] c,
            int ci,
            int cStride,
            int depth,
            boolean accumulate) {
        FloatVector c00 = accumulate ? FloatVector.fromArray(SPECIES, c, ci) : FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bi + k * bStride);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[ai + k * aDepth]);
            c00 = a0.fma(b0, c00);
        }
        c00.intoArray(c, ci);
    }
}
