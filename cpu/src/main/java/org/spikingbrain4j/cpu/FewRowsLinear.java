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
        Rows input = weight.dataType() == DataType.BF16 ? split(x, scratch) : x.matrix();
        int rowsPerTask = rowsPerTask(weight);
        pool.run(Math.ceilDiv(weight.rows(), rowsPerTask), (task, worker) -> {
            int from = task * rowsPerTask;
            int count = Math.min(rowsPerTask, weight.rows() - from);
            dots(weight, from, count, input, x.rows(), y.matrix(), memories.get(worker));
        });
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

    private void dots(CpuWeight weight, int from, int count, Rows x, int rows, Rows y, WorkerMemory memory) {
        long offset = from * weight.rowBytes();
        int columns = weight.columns();
        switch (weight.dataType()) {
            case F32 -> kernels.dotF32(weight.data(), offset, count, x, rows, columns, y.from(0, from), memory);
            case BF16 -> kernels.dotBf16(weight.data(), offset, count, x, rows, columns, y.from(0, from), memory);
            default -> {
                MemorySegment floats = memory.floatRows((long) BLOCK_ROWS * columns * Float.BYTES);
                for (int n = 0; n < count; n += BLOCK_ROWS) {
                    int block = Math.min(BLOCK_ROWS, count - n);
                    FloatRows.read(
                            weight.dataType(),
                            weight.data(),
                            offset + n * weight.rowBytes(),
                            floats,
                            0,
                            block * columns);
                    kernels.dotF32(floats, 0, block, x, rows, columns, y.from(0, from + n), memory);
                }
            }
        }
    }
}
