package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;

/** The linear kernels with the Vector API: cuts the work into the tiles that the unrolled loops compute. */
final class VectorLinearKernels implements LinearKernels {
    private static final int MOST_DOT_ROWS = 24;
    static final int PANEL_COLUMNS = 2 * LANES;
    private static final long PANEL_STRIDE = (long) PANEL_COLUMNS * Float.BYTES;

    @Override
    public int tileRows() {
        return VectorTile.ROWS;
    }

    @Override
    public int panelColumns() {
        return PANEL_COLUMNS;
    }

    @Override
    public int mostDotRows() {
        return MOST_DOT_ROWS;
    }

    @Override
    public void dotF32(
            MemorySegment weight,
            long offset,
            long stride,
            int weightRows,
            Rows x,
            int rows,
            int columns,
            Rows y,
            WorkerMemory memory) {
        new VectorDots(weight, stride, x, rows, columns, y, memory.dotSums()).f32(offset, weightRows);
    }

    @Override
    public void dotBf16(
            MemorySegment weight,
            long offset,
            long stride,
            int weightRows,
            Rows x,
            int rows,
            int columns,
            Rows y,
            WorkerMemory memory) {
        new VectorDots(weight, stride, x, rows, columns, y, memory.dotSums()).bf16(offset, weightRows);
    }

    @Override
    public void split(float[] x, int xOffset, int columns, float[] out, int outOffset) {
        ScalarLinearKernels.splitRow(x, xOffset, columns, out, outOffset);
    }

    @Override
    public void packF32(
            MemorySegment weight,
            long offset,
            long stride,
            int weightRows,
            int depth,
            WorkerMemory memory,
            MemorySegment panel,
            long panelOffset) {
        int fullRows = weightRows / LANES * LANES;
        int fullDepth = depth / LANES * LANES;
        for (int n = 0; n < fullRows; n += LANES) {
            for (int k = 0; k < fullDepth; k += LANES) {
                VectorPacking.squareF32(
                        weight,
                        offset + n * stride + k * 4L,
                        stride,
                        memory.exchange(),
                        panel,
                        panelOffset + k * PANEL_STRIDE + n * 4L,
                        PANEL_STRIDE);
            }
        }
        ScalarPacking.packF32(weight, offset, stride, 0, fullRows, fullDepth, depth, panel, panelOffset, PANEL_COLUMNS);
        ScalarPacking.packF32(
                weight, offset, stride, fullRows, weightRows, 0, depth, panel, panelOffset, PANEL_COLUMNS);
        ScalarPacking.clear(weightRows, PANEL_COLUMNS, depth, panel, panelOffset, PANEL_COLUMNS);
    }

    @Override
    public void packBf16(
            MemorySegment weight,
            long offset,
            long stride,
            int weightRows,
            int depth,
            WorkerMemory memory,
            MemorySegment panel,
            long panelOffset) {
        int fullRows = weightRows / LANES * LANES;
        int fullDepth = depth / (2 * LANES) * (2 * LANES);
        for (int n = 0; n < fullRows; n += LANES) {
            for (int k = 0; k < fullDepth; k += 2 * LANES) {
                VectorPacking.squareBf16(
                        weight,
                        offset + n * stride + k * 2L,
                        stride,
                        memory.exchange(),
                        panel,
                        panelOffset + k * PANEL_STRIDE + n * 4L,
                        PANEL_STRIDE);
            }
        }
        ScalarPacking.packBf16(
                weight, offset, stride, 0, fullRows, fullDepth, depth, panel, panelOffset, PANEL_COLUMNS);
        ScalarPacking.packBf16(
                weight, offset, stride, fullRows, weightRows, 0, depth, panel, panelOffset, PANEL_COLUMNS);
        ScalarPacking.clear(weightRows, PANEL_COLUMNS, depth, panel, panelOffset, PANEL_COLUMNS);
    }

    @Override
    public void multiply(
            float[] tile,
            int tileOffset,
            MemorySegment panel,
            long panelOffset,
            float[] sums,
            int sumsOffset,
            int depth) {
        VectorTile.multiply(tile, tileOffset, panel, panelOffset, sums, sumsOffset, depth);
    }
}
