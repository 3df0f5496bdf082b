package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of the matrix product for machines with 16 vector registers: 6 activation rows times two vectors of
 * outputs, 12 sums in registers. Unrolled and without helpers for the reasons told in {@link VectorDotF32}.
 */
final class VectorTile {
    static final int ROWS = 6;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private VectorTile() {}

    /**
     * sums[r][c] += tile[k][r] · panel[k][c] over {@code depth} steps k.
     *
     * @param tile [depth, 6] from {@code tileOffset}
     * @param panel [depth, 2 · LANES] floats in the order of the machine, from byte {@code panelOffset}
     * @param sums [6, 2 · LANES] from {@code sumsOffset}
     */
    static void multiply(
            float[] tile,
            int tileOffset,
            MemorySegment panel,
            long panelOffset,
            float[] sums,
            int sumsOffset,
            int depth) {
        FloatVector a0 = FloatVector.zero(FLOATS), b0 = a0;
        FloatVector a1 = FloatVector.zero(FLOATS), b1 = a1;
        FloatVector a2 = FloatVector.zero(FLOATS), b2 = a2;
        FloatVector a3 = FloatVector.zero(FLOATS), b3 = a3;
        FloatVector a4 = FloatVector.zero(FLOATS), b4 = a4;
        FloatVector a5 = FloatVector.zero(FLOATS), b5 = a5;
        for (int k = 0; k < depth; k++) {
            long at = panelOffset + k * (8L * LANES);
            FloatVector a = FloatVector.fromMemorySegment(FLOATS, panel, at, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(FLOATS, panel, at + 4L * LANES, ORDER);
            int t = tileOffset + k * ROWS;
            FloatVector x0 = FloatVector.broadcast(FLOATS, tile[t]);
            a0 = x0.fma(a, a0);
            b0 = x0.fma(b, b0);
            FloatVector x1 = FloatVector.broadcast(FLOATS, tile[t + 1]);
            a1 = x1.fma(a, a1);
            b1 = x1.fma(b, b1);
            FloatVector x2 = FloatVector.broadcast(FLOATS, tile[t + 2]);
            a2 = x2.fma(a, a2);
            b2 = x2.fma(b, b2);
            FloatVector x3 = FloatVector.broadcast(FLOATS, tile[t + 3]);
            a3 = x3.fma(a, a3);
            b3 = x3.fma(b, b3);
            FloatVector x4 = FloatVector.broadcast(FLOATS, tile[t + 4]);
            a4 = x4.fma(a, a4);
            b4 = x4.fma(b, b4);
            FloatVector x5 = FloatVector.broadcast(FLOATS, tile[t + 5]);
            a5 = x5.fma(a, a5);
            b5 = x5.fma(b, b5);
        }
        a0.add(FloatVector.fromArray(FLOATS, sums, sumsOffset)).intoArray(sums, sumsOffset);
        b0.add(FloatVector.fromArray(FLOATS, sums, sumsOffset + LANES)).intoArray(sums, sumsOffset + LANES);
        a1.add(FloatVector.fromArray(FLOATS, sums, sumsOffset + 2 * LANES)).intoArray(sums, sumsOffset + 2 * LANES);
        b1.add(FloatVector.fromArray(FLOATS, sums, sumsOffset + 3 * LANES)).intoArray(sums, sumsOffset + 3 * LANES);
        a2.add(FloatVector.fromArray(FLOATS, sums, sumsOffset + 4 * LANES)).intoArray(sums, sumsOffset + 4 * LANES);
        b2.add(FloatVector.fromArray(FLOATS, sums, sumsOffset + 5 * LANES)).intoArray(sums, sumsOffset + 5 * LANES);
        a3.add(FloatVector.fromArray(FLOATS, sums, sumsOffset + 6 * LANES)).intoArray(sums, sumsOffset + 6 * LANES);
        b3.add(FloatVector.fromArray(FLOATS, sums, sumsOffset + 7 * LANES)).intoArray(sums, sumsOffset + 7 * LANES);
        a4.add(FloatVector.fromArray(FLOATS, sums, sumsOffset + 8 * LANES)).intoArray(sums, sumsOffset + 8 * LANES);
        b4.add(FloatVector.fromArray(FLOATS, sums, sumsOffset + 9 * LANES)).intoArray(sums, sumsOffset + 9 * LANES);
        a5.add(FloatVector.fromArray(FLOATS, sums, sumsOffset + 10 * LANES)).intoArray(sums, sumsOffset + 10 * LANES);
        b5.add(FloatVector.fromArray(FLOATS, sums, sumsOffset + 11 * LANES)).intoArray(sums, sumsOffset + 11 * LANES);
    }
}
