package org.spikingbrain4j.cpu;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.IntStream;

/**
 * y = x Wᵀ + bias. Few activation rows are dot products, bound by memory; many are a matrix product, bound by arithmetic.
 * The choice and the cut into tasks follow from the shapes alone, so results do not depend on the number of threads, nor those of
 * a sequence on how many others are read beside it.
 */
final class LinearLayer implements AutoCloseable {
    private final Arena memory = Arena.ofShared();
    private final LinearKernels kernels;
    private final List<WorkerMemory> memories;
    private final FewRowsLinear fewRows;
    private final ManyRowsLinear manyRows;
    private final int mostFewRows;

    LinearLayer(LinearKernels kernels, Parallel pool) {
        this.kernels = kernels;
        this.memories = IntStream.range(0, pool.workers())
                .mapToObj(worker -> new WorkerMemory(memory))
                .toList();
        this.fewRows = new FewRowsLinear(kernels, pool, memories);
        this.manyRows = new ManyRowsLinear(kernels, pool, memories);
        this.mostFewRows = kernels.mostDotRows();
    }

    /**
     * @param decidingRows whether these are few decides the way, whatever x has
     * @param bias as long as the weight has rows, or empty
     */
    void apply(CpuTensor x, int decidingRows, CpuWeight weight, float[] bias, CpuTensor y, ScratchArena scratch) {
        ScratchArena.Mark mark = scratch.mark();
        if (decidingRows <= mostFewRows) {
            fewRows.apply(x, weight, y, scratch);
            addBias(y, bias);
        } else {
            manyRows.apply(x, new RowPanels(kernels, weight), bias, y, scratch);
        }
        scratch.release(mark);
    }

    /** What each worker has for itself. */
    List<WorkerMemory> memories() {
        return memories;
    }

    ManyRowsLinear manyRows() {
        return manyRows;
    }

    private static void addBias(CpuTensor y, float[] bias) {
        for (int m = 0; m < y.rows() && bias.length > 0; m++) {
            int at = y.at(m);
            for (int n = 0; n < bias.length; n++) {
                y.array()[at + n] += bias[n];
            }
        }
    }

    @Override
    public void close() {
        if (memory.scope().isAlive()) {
            memory.close();
        }
    }
}
