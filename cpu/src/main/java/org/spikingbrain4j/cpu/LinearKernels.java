package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;

/**
 * The inner loops of y = x Wᵀ, in two forms. Dot products stream each weight once and suit few activation rows. The matrix
 * product copies weights into panels [depth, panelColumns] and activations into tiles [depth, tileRows], and suits many.
 * Weights are little-endian at any alignment; weight offsets and strides are in bytes, the others in elements.
 */
interface LinearKernels {
    /** Activation rows of a tile. */
    int tileRows();

    /** Outputs, which are weight rows, of a panel. */
    int panelColumns();

    /** Up to how many activation rows dot products are faster than the matrix product. */
    int mostDotRows();

    /**
     * y[m][n] = x[m] · w[n] for the given number of consecutive weight rows in F32. A result depends only on its two rows.
     *
     * @param stride from one weight row to the next
     */
    void dotF32(
            MemorySegment weight,
            long offset,
            long stride,
            int weightRows,
            Rows x,
            int rows,
            int columns,
            Rows y,
            WorkerMemory memory);

    /** The same for BF16; the activations are in the order of {@link #split}. */
    void dotBf16(
            MemorySegment weight,
            long offset,
            long stride,
            int weightRows,
            Rows x,
            int rows,
            int columns,
            Rows y,
            WorkerMemory memory);

    /** Writes the even elements of a row, then the odd ones; the last element of an odd number stays in place. */
    void split(float[] x, int xOffset, int columns, float[] out, int outOffset);

    /**
     * Writes panel[k][n] = w[n][k] as F32 in the order of the machine.
     *
     * @param stride from one weight row to the next
     * @param weightRows at most panelColumns; columns beyond are zero
     * @param memory the worker's
     * @param panel aligned to cache lines; the panel starts at byte {@code panelOffset}
     */
    void packF32(
            MemorySegment weight,
            long offset,
            long stride,
            int weightRows,
            int depth,
            WorkerMemory memory,
            MemorySegment panel,
            long panelOffset);

    /** The same for BF16. */
    void packBf16(
            MemorySegment weight,
            long offset,
            long stride,
            int weightRows,
            int depth,
            WorkerMemory memory,
            MemorySegment panel,
            long panelOffset);

    /** sums[r][n] += Σ_k tile[k][r] · panel[k][n]; sums is [tileRows, panelColumns] without gaps. */
    void multiply(
            float[] tile,
            int tileOffset,
            MemorySegment panel,
            long panelOffset,
            float[] sums,
            int sumsOffset,
            int depth);
}
