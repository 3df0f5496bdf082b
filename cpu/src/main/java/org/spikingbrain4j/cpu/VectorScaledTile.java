package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/**
 * {@link VectorTile} for sums over one group of channels: the sums never leave the registers but scaled and added to the outputs.
 * Unrolled and without helpers for the reasons told in {@link VectorDotF32}.
 */
final class VectorScaledTile {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private VectorScaledTile() {}

    /**
     * y[r][c] = y[r][c] + scale[c] · Σ tile[k][r] · panel[k][c] over {@code depth} steps k.
     *
     * @param tile [depth, 6] from {@code tileOffset}
     * @param panel [depth, 2 · LANES] floats in the order of the machine, from byte {@code panelOffset}
     * @param scales [2 · LANES] little-endian floats from byte {@code scalesOffset}
     * @param y six rows of 2 · LANES, {@code yStride} apart
     */
    static void multiply(
            float[] tile,
            int tileOffset,
            MemorySegment panel,
            long panelOffset,
            int depth,
            MemorySegment scales,
            long scalesOffset,
            float[] y,
            int yOffset,
            int yStride) {
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
            int x = tileOffset + k * VectorTile.ROWS;
            FloatVector x0 = FloatVector.broadcast(FLOATS, tile[x]);
            a0 = x0.fma(a, a0);
            b0 = x0.fma(b, b0);
            FloatVector x1 = FloatVector.broadcast(FLOATS, tile[x + 1]);
            a1 = x1.fma(a, a1);
            b1 = x1.fma(b, b1);
            FloatVector x2 = FloatVector.broadcast(FLOATS, tile[x + 2]);
            a2 = x2.fma(a, a2);
            b2 = x2.fma(b, b2);
            FloatVector x3 = FloatVector.broadcast(FLOATS, tile[x + 3]);
            a3 = x3.fma(a, a3);
            b3 = x3.fma(b, b3);
            FloatVector x4 = FloatVector.broadcast(FLOATS, tile[x + 4]);
            a4 = x4.fma(a, a4);
            b4 = x4.fma(b, b4);
            FloatVector x5 = FloatVector.broadcast(FLOATS, tile[x + 5]);
            a5 = x5.fma(a, a5);
            b5 = x5.fma(b, b5);
        }
        FloatVector s = FloatVector.fromMemorySegment(FLOATS, scales, scalesOffset, ByteOrder.LITTLE_ENDIAN);
        FloatVector t =
                FloatVector.fromMemorySegment(FLOATS, scales, scalesOffset + 4L * LANES, ByteOrder.LITTLE_ENDIAN);
        FloatVector.fromArray(FLOATS, y, yOffset).add(s.mul(a0)).intoArray(y, yOffset);
        FloatVector.fromArray(FLOATS, y, yOffset + LANES).add(t.mul(b0)).intoArray(y, yOffset + LANES);
        FloatVector.fromArray(FLOATS, y, yOffset + yStride).add(s.mul(a1)).intoArray(y, yOffset + yStride);
        FloatVector.fromArray(FLOATS, y, yOffset + yStride + LANES)
                .add(t.mul(b1))
                .intoArray(y, yOffset + yStride + LANES);
        FloatVector.fromArray(FLOATS, y, yOffset + 2 * yStride).add(s.mul(a2)).intoArray(y, yOffset + 2 * yStride);
        FloatVector.fromArray(FLOATS, y, yOffset + 2 * yStride + LANES)
                .add(t.mul(b2))
                .intoArray(y, yOffset + 2 * yStride + LANES);
        FloatVector.fromArray(FLOATS, y, yOffset + 3 * yStride).add(s.mul(a3)).intoArray(y, yOffset + 3 * yStride);
        FloatVector.fromArray(FLOATS, y, yOffset + 3 * yStride + LANES)
                .add(t.mul(b3))
                .intoArray(y, yOffset + 3 * yStride + LANES);
        FloatVector.fromArray(FLOATS, y, yOffset + 4 * yStride).add(s.mul(a4)).intoArray(y, yOffset + 4 * yStride);
        FloatVector.fromArray(FLOATS, y, yOffset + 4 * yStride + LANES)
                .add(t.mul(b4))
                .intoArray(y, yOffset + 4 * yStride + LANES);
        FloatVector.fromArray(FLOATS, y, yOffset + 5 * yStride).add(s.mul(a5)).intoArray(y, yOffset + 5 * yStride);
        FloatVector.fromArray(FLOATS, y, yOffset + 5 * yStride + LANES)
                .add(t.mul(b5))
                .intoArray(y, yOffset + 5 * yStride + LANES);
    }
}
