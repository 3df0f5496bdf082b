package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The linear kernels as plain loops: what the vector kernels are compared with, and what runs without them. */
final class ScalarLinearKernels implements LinearKernels {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static final int TILE_ROWS = 4;
    private static final int MOST_DOT_ROWS = 16;
    static final int PANEL_COLUMNS = 8;

    @Override
    public int tileRows() {
        return TILE_ROWS;
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
        for (int n = 0; n < weightRows; n++) {
            long row = offset + n * stride;
            for (int m = 0; m < rows; m++) {
                y.array()[y.at(m, n)] = dotF32(weight, row, x.array(), x.at(m, 0), columns);
            }
        }
    }

    /** Four partial sums, so that additions do not wait for each other. */
    private static float dotF32(MemorySegment weight, long offset, float[] x, int xOffset, int columns) {
        float a = 0, b = 0, c = 0, d = 0;
        int k = 0;
        for (; k < columns - 3; k += 4) {
            long at = offset + k * 4L;
            a += weight.get(FLOAT, at) * x[xOffset + k];
            b += weight.get(FLOAT, at + 4) * x[xOffset + k + 1];
            c += weight.get(FLOAT, at + 8) * x[xOffset + k + 2];
            d += weight.get(FLOAT, at + 12) * x[xOffset + k + 3];
        }
        for (; k < columns; k++) {
            a += weight.get(FLOAT, offset + k * 4L) * x[xOffset + k];
        }
        return (a + b) + (c + d);
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
        for (int n = 0; n < weightRows; n++) {
            long row = offset + n * stride;
            for (int m = 0; m < rows; m++) {
                y.array()[y.at(m, n)] = dotBf16(weight, row, x.array(), x.at(m, 0), columns);
            }
        }
    }

    private static float dotBf16(MemorySegment weight, long offset, float[] x, int xOffset, int columns) {
        int pairs = columns / 2;
        float even = 0, odd = 0;
        for (int p = 0; p < pairs; p++) {
            even += bf16(weight, offset + p * 4L) * x[xOffset + p];
            odd += bf16(weight, offset + p * 4L + 2) * x[xOffset + pairs + p];
        }
        if (columns % 2 != 0) {
            even += bf16(weight, offset + pairs * 4L) * x[xOffset + columns - 1];
        }
        return even + odd;
    }

    private static float bf16(MemorySegment weight, long offset) {
        return Float.intBitsToFloat(weight.get(SHORT, offset) << 16);
    }

    @Override
    public void split(float[] x, int xOffset, int columns, float[] out, int outOffset) {
        splitRow(x, xOffset, columns, out, outOffset);
    }

    static void splitRow(float[] x, int xOffset, int columns, float[] out, int outOffset) {
        int pairs = columns / 2;
        for (int p = 0; p < pairs; p++) {
            out[outOffset + p] = x[xOffset + 2 * p];
            out[outOffset + pairs + p] = x[xOffset + 2 * p + 1];
        }
        if (columns % 2 != 0) {
            out[outOffset + columns - 1] = x[xOffset + columns - 1];
        }
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
        ScalarPacking.packF32(weight, offset, stride, 0, weightRows, 0, depth, panel, panelOffset, PANEL_COLUMNS);
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
        ScalarPacking.packBf16(weight, offset, stride, 0, weightRows, 0, depth, panel, panelOffset, PANEL_COLUMNS);
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
        for (int k = 0; k < depth; k++) {
            long row = panelOffset + (long) k * PANEL_COLUMNS * Float.BYTES;
            for (int r = 0; r < TILE_ROWS; r++) {
                float x = tile[tileOffset + k * TILE_ROWS + r];
                for (int n = 0; n < PANEL_COLUMNS; n++) {
                    sums[sumsOffset + r * PANEL_COLUMNS + n] +=
                            x * panel.getAtIndex(ValueLayout.JAVA_FLOAT, row / 4 + n);
                }
            }
        }
    }
}
