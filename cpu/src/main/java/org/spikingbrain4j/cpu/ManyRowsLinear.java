package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Linear layers for many activation rows: a matrix product after Goto and van de Geijn (2008). Activations are packed once
 * into tiles. A task takes a group of weight panels, block of columns by block of columns: it packs the block of its panels,
 * which stays in the core's cache, and multiplies every tile with them.
 */
final class ManyRowsLinear {
    /** Columns of a block: long enough to make up for loading and storing the sums, short enough for the caches. */
    static final int DEPTH = 512;

    /** Panels of a task: a tile fetched from memory is used with each. */
    private static final int PANELS = 4;

    /** Activation rows that are packed at a time. */
    private static final int MOST_ROWS = 516;

    private final LinearKernels kernels;
    private final Parallel pool;
    private final List<WorkerMemory> memories;

    ManyRowsLinear(LinearKernels kernels, Parallel pool, List<WorkerMemory> memories) {
        this.kernels = kernels;
        this.pool = pool;
        this.memories = memories;
    }

    /** y = x Wᵀ + bias; {@code scratch} is released by the caller. */
    void apply(CpuTensor x, WeightPanels weight, float[] bias, CpuTensor y, ScratchArena scratch) {
        for (int row = 0; row < x.rows(); row += MOST_ROWS) {
            ScratchArena.Mark mark = scratch.mark();
            int rows = Math.min(MOST_ROWS, x.rows() - row);
            Product product = new Product(
                    x.matrix().from(row, 0), rows, weight, bias, y.matrix().from(row, 0), scratch);
            product.run();
            scratch.release(mark);
        }
    }

    /** One call's sizes and buffers. */
    private final class Product {
        private final int rows;
        private final WeightPanels weight;
        private final float[] bias;
        private final Rows y;
        private final int columns;
        private final int groupOutputs = PANELS * kernels.panelColumns();
        private final ActivationTiles tiles;
        /** [workers, PANELS, tiles · tileRows, panelColumns] */
        private final Rows sums;

        Product(Rows x, int rows, WeightPanels weight, float[] bias, Rows y, ScratchArena scratch) {
            this.rows = rows;
            this.weight = weight;
            this.bias = bias;
            this.y = y;
            this.columns = weight.inputs();
            this.tiles = new ActivationTiles(x, rows, columns, kernels.tileRows(), scratch);
            this.sums = scratch.allocate(pool.workers(), PANELS * panelSums()).matrix();
        }

        /** Sums of one panel. */
        private int panelSums() {
            return tiles.count() * kernels.tileRows() * kernels.panelColumns();
        }

        void run() {
            tiles.pack(pool);
            pool.run(Math.ceilDiv(weight.outputs(), groupOutputs), (group, worker) -> {
                int from = group * groupOutputs;
                int outputs = Math.min(groupOutputs, weight.outputs() - from);
                Arrays.fill(sums.array(), sums.at(worker, 0), sums.at(worker, 0) + sums.stride(), 0);
                for (int k = 0; k < columns; k += DEPTH) {
                    multiply(from, outputs, k, Math.min(DEPTH, columns - k), worker);
                }
                store(from, outputs, sums.at(worker, 0));
            });
        }

        private void multiply(int from, int outputs, int k, int depth, int worker) {
            int width = kernels.panelColumns();
            long panelBytes = (long) DEPTH * width * Float.BYTES;
            MemorySegment panels = memories.get(worker).panels(PANELS * panelBytes);
            int count = Math.ceilDiv(outputs, width);
            for (int p = 0; p < count; p++) {
                int first = from + p * width;
                int outs = Math.min(width, from + outputs - first);
                weight.pack(first, outs, k, depth, memories.get(worker), panels, p * panelBytes);
            }
            int height = kernels.tileRows();
            for (int tile = 0; tile < tiles.count(); tile++) {
                for (int p = 0; p < count; p++) {
                    kernels.multiply(
                            tiles.array(),
                            tiles.at(tile, k),
                            panels,
                            p * panelBytes,
                            sums.array(),
                            sums.at(worker, p * panelSums() + tile * height * width),
                            depth);
                }
            }
        }

        private void store(int from, int outputs, int sumsOffset) {
            int width = kernels.panelColumns();
            for (int n = 0; n < outputs; n += width) {
                int outs = Math.min(width, outputs - n);
                int panel = sumsOffset + n / width * panelSums();
                for (int m = 0; m < rows; m++) {
                    int to = y.at(m, from + n);
                    System.arraycopy(sums.array(), panel + m * width, y.array(), to, outs);
                    for (int i = 0; i < outs && bias.length > 0; i++) {
                        y.array()[to + i] += bias[from + n + i];
                    }
                }
            }
        }
    }
}
