package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/** The integer matrix product of many rows of counts through an {@link IntegerGemm}: a product per group, then a scaled addition. */
final class CountsGemm {
    /** Outputs of a task: its sums stay in the core's cache. */
    private static final int OUTPUTS = 256;

    /** Rows of a call, for the same reason. */
    private static final int ROWS = 256;

    private final Parallel pool;
    private final RowLoop rowLoop;
    private final List<WorkerMemory> memories;

    CountsGemm(Parallel pool, List<WorkerMemory> memories) {
        this.pool = pool;
        this.rowLoop = new RowLoop(pool);
        this.memories = memories;
    }

    /**
     * y[row][o] = Σ_g scale[g][o] · Σ_(channels of g) count · code.
     *
     * @param counts within a byte
     */
    void apply(IntegerGemm gemm, CpuTensor counts, GroupSums groups, CpuTensor y, NativeScratch scratch) {
        ChannelWeight weight = groups.weight();
        MemorySegment bytes = bytes(counts, scratch);
        int blocks = Math.ceilDiv(weight.out(), OUTPUTS);
        int chunks = Math.ceilDiv(counts.rows(), ROWS);
        pool.run(blocks * chunks, (task, worker) -> {
            int first = task % blocks * OUTPUTS;
            int outputs = Math.min(OUTPUTS, weight.out() - first);
            int row = task / blocks * ROWS;
            int rows = Math.min(ROWS, counts.rows() - row);
            MemorySegment sums = memories.get(worker).sums(4L * rows * outputs);
            for (int r = row; r < row + rows; r++) {
                Arrays.fill(y.array(), y.at(r) + first, y.at(r) + first + outputs, 0f);
            }
            for (int group = 0; group < weight.in(); group += weight.groupSize()) {
                gemm.multiply(
                        rows,
                        outputs,
                        weight.groupSize(),
                        bytes.asSlice((long) row * weight.in() + group),
                        weight.in(),
                        weight.data().asSlice(weight.at(group, first)),
                        weight.out(),
                        sums,
                        outputs);
                for (int r = 0; r < rows; r++) {
                    groups.add(row + r, group, first, outputs, sums, 4L * r * outputs, y);
                }
            }
        });
    }

    private MemorySegment bytes(CpuTensor counts, NativeScratch scratch) {
        MemorySegment bytes = scratch.take(counts.size());
        rowLoop.run(counts.rows(), counts.columns(), row -> {
            long to = (long) row * counts.columns();
            for (int c = 0; c < counts.columns(); c++) {
                bytes.set(ValueLayout.JAVA_BYTE, to + c, (byte) counts.array()[counts.at(row) + c]);
            }
        });
        return bytes;
    }
}
