package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.spikingbrain4j.operators.DataType;

/**
 * Linear layers for few activation rows: every weight is read from memory once. A row's result does not depend on the rows
 * beside it, so a token decoded in a small batch gets the very bits it gets alone.
 */
final class FewRowsLinear {
    /** Enough for a task to be worth its hand-out, little enough for all threads to end together. */
    private static final long TASK_BYTES = 1 << 18;

    /** Weight rows that the kernels take side by side. */
    private static final int BLOCK_ROWS = 8;

    /** From how many activation rows on a copy of the weights pays. */
    private static final int FEWEST_ROWS_TO_COPY = 3;

    /** Floats between the rows of a copy: rows a power of two apart would share few places of the cache. */
    private static final int SPACE = 16;

    private final LinearKernels kernels;
    private final Parallel pool;
    private final List<WorkerMemory> memories;

    FewRowsLinear(LinearKernels kernels, Parallel pool, List<WorkerMemory> memories) {
        this.kernels = kernels;
        this.pool = pool;
        this.memories = memories;
    }

    /** y = x Wᵀ; {@code scratch} is released by the caller. */
    void apply(CpuTensor x, CpuWeight weight, CpuTensor y, ScratchArena scratch) {
        boolean direct = readsDirectly(weight.dataType(), x.rows());
        Rows input = input(x, weight.dataType(), direct, scratch);
        int rowsPerTask = rowsPerTask(weight);
        pool.run(Math.ceilDiv(weight.rows(), rowsPerTask), (task, worker) -> {
            int from = task * rowsPerTask;
            int count = Math.min(rowsPerTask, weight.rows() - from);
            if (direct) {
                dots(weight, from, count, input, x.rows(), y.matrix(), memories.get(worker));
            } else {
                copyAndDots(weight, from, count, input, x.rows(), y.matrix(), memories.get(worker));
            }
        });
    }

    /** The activations as the kernel for the weight wants them. */
    private Rows input(CpuTensor x, DataType type, boolean direct, ScratchArena scratch) {
        if (type == DataType.BF16) {
            return split(x, scratch);
        }
        return direct ? x.matrix() : spaced(x, scratch);
    }

    /** Whether weights are best used where they lie: not if they need a conversion, nor if they are used several times. */
    private static boolean readsDirectly(DataType type, int rows) {
        return type == DataType.BF16 || (type == DataType.F32 && rows < FEWEST_ROWS_TO_COPY);
    }

    private static int rowsPerTask(CpuWeight weight) {
        long rows = Math.max(1, TASK_BYTES / Math.max(1, weight.rowBytes()));
        return (int) Math.ceilDiv(Math.min(rows, weight.rows()), (long) BLOCK_ROWS) * BLOCK_ROWS;
    }

    private Rows split(CpuTensor x, ScratchArena scratch) {
        CpuTensor halves = scratch.allocate(x.rows(), x.columns());
        for (int m = 0; m < x.rows(); m++) {
            kernels.split(x.array(), x.at(m), x.columns(), halves.array(), halves.at(m));
        }
        return halves.matrix();
    }

    /** A copy whose rows are not a power of two apart. */
    private static Rows spaced(CpuTensor x, ScratchArena scratch) {
        Rows copy = scratch.allocate(x.rows(), x.columns() + SPACE).matrix();
        for (int m = 0; m < x.rows(); m++) {
            System.arraycopy(x.array(), x.at(m), copy.array(), copy.at(m, 0), x.columns());
        }
        return copy;
    }

    /** More rows than the kernels take at once find the weights in the cache. */
    private void dots(CpuWeight weight, int from, int count, Rows x, int rows, Rows y, WorkerMemory memory) {
        int most = kernels.mostDotRows();
        for (int row = 0; row < rows; row += most) {
            fewDots(weight, from, count, x.from(row, 0), Math.min(most, rows - row), y.from(row, 0), memory);
        }
    }

    private void fewDots(CpuWeight weight, int from, int count, Rows x, int rows, Rows y, WorkerMemory memory) {
        long stride = weight.rowBytes();
        MemorySegment data = weight.data();
        if (weight.dataType() == DataType.BF16) {
            kernels.dotBf16(data, from * stride, stride, count, x, rows, weight.columns(), y.from(0, from), memory);
        } else {
            kernels.dotF32(data, from * stride, stride, count, x, rows, weight.columns(), y.from(0, from), memory);
        }
    }

    private void copyAndDots(CpuWeight weight, int from, int count, Rows x, int rows, Rows y, WorkerMemory memory) {
        int columns = weight.columns();
        long stride = (columns + (long) SPACE) * Float.BYTES;
        MemorySegment copy = memory.rows(BLOCK_ROWS * stride);
        for (int first = from; first < from + count; first += BLOCK_ROWS) {
            int block = Math.min(BLOCK_ROWS, from + count - first);
            for (int n = 0; n < block; n++) {
                long offset = (first + n) * weight.rowBytes();
                FloatRows.read(weight.dataType(), weight.data(), offset, copy, n * stride, columns);
            }
            for (int row = 0; row < rows; row += kernels.mostDotRows()) {
                int some = Math.min(kernels.mostDotRows(), rows - row);
                kernels.dotF32(copy, 0, stride, block, x.from(row, 0), some, columns, y.from(row, first), memory);
            }
        }
    }
}
