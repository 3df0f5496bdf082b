package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.spikingbrain4j.operators.DataType;

/**
 * Linear layers for many activation rows: a matrix product after Goto and van de Geijn (2008). Activations are packed once
 * into tiles. A task takes a group of weight panels, block of columns by block of columns: it packs the block of its panels,
 * which stays in the core's cache, and multiplies every tile with them.
 */
final class ManyRowsLinear {
    /** Columns of a block: long enough to make up for loading and storing the sums, short enough for the caches. */
    private static final int DEPTH = 512;

    private static final long COPY_STRIDE = DEPTH * Float.BYTES + WorkerMemory.CACHE_LINE;

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
    void apply(CpuTensor x, CpuWeight weight, float[] bias, CpuTensor y, ScratchArena scratch) {
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
        private final Rows x;
        private final int rows;
        private final CpuWeight weight;
        private final float[] bias;
        private final Rows y;
        private final int columns;
        private final int tiles;
        private final int groupOutputs = PANELS * kernels.panelColumns();
        /** [tiles, columns, tileRows] */
        private final Rows packed;
        /** [workers, PANELS, tiles · tileRows, panelColumns] */
        private final Rows sums;

        Product(Rows x, int rows, CpuWeight weight, float[] bias, Rows y, ScratchArena scratch) {
            this.x = x;
            this.rows = rows;
            this.weight = weight;
            this.bias = bias;
            this.y = y;
            this.columns = weight.columns();
            this.tiles = Math.ceilDiv(rows, kernels.tileRows());
            this.packed = scratch.allocate(tiles, columns * kernels.tileRows()).matrix();
            this.sums = scratch.allocate(pool.workers(), PANELS * panelSums()).matrix();
        }

        /** Sums of one panel. */
        private int panelSums() {
            return tiles * kernels.tileRows() * kernels.panelColumns();
        }

        void run() {
            pool.run(tiles, (tile, worker) -> packTile(tile));
            pool.run(Math.ceilDiv(weight.rows(), groupOutputs), (group, worker) -> {
                int from = group * groupOutputs;
                int outputs = Math.min(groupOutputs, weight.rows() - from);
                Arrays.fill(sums.array(), sums.at(worker, 0), sums.at(worker, 0) + sums.stride(), 0);
                for (int k = 0; k < columns; k += DEPTH) {
                    multiply(from, outputs, k, Math.min(DEPTH, columns - k), worker);
                }
                store(from, outputs, sums.at(worker, 0));
            });
        }

        // Rows beyond the last are zeros: the kernels know no partial tiles.
        private void packTile(int tile) {
            int height = kernels.tileRows();
            for (int r = 0; r < height; r++) {
                int row = tile * height + r;
                int to = packed.at(tile, r);
                if (row < rows) {
                    spread(x.array(), x.at(row, 0), to);
                } else {
                    clear(to);
                }
            }
        }

        private void spread(float[] from, int fromOffset, int to) {
            int step = kernels.tileRows();
            for (int k = 0; k < columns; k++) {
                packed.array()[to + k * step] = from[fromOffset + k];
            }
        }

        private void clear(int from) {
            int step = kernels.tileRows();
            for (int k = 0; k < columns; k++) {
                packed.array()[from + k * step] = 0;
            }
        }

        private void multiply(int from, int outputs, int k, int depth, int worker) {
            int width = kernels.panelColumns();
            long panelBytes = (long) DEPTH * width * Float.BYTES;
            MemorySegment panels = memories.get(worker).panels(PANELS * panelBytes);
            int count = Math.ceilDiv(outputs, width);
            for (int p = 0; p < count; p++) {
                int first = from + p * width;
                int outs = Math.min(width, from + outputs - first);
                pack(first, outs, k, depth, memories.get(worker), panels, p * panelBytes);
            }
            int height = kernels.tileRows();
            for (int tile = 0; tile < tiles; tile++) {
                for (int p = 0; p < count; p++) {
                    kernels.multiply(
                            packed.array(),
                            packed.at(tile, k * height),
                            panels,
                            p * panelBytes,
                            sums.array(),
                            sums.at(worker, p * panelSums() + tile * height * width),
                            depth);
                }
            }
        }

        // Through a copy: rows lie far apart in memory, often by a power of two, which the caches do not like.
        private void pack(
                int row, int count, int k, int depth, WorkerMemory memory, MemorySegment panel, long panelOffset) {
            DataType type = weight.dataType();
            MemorySegment copy = memory.rows(kernels.panelColumns() * COPY_STRIDE);
            for (int n = 0; n < count; n++) {
                long from = (row + n) * weight.rowBytes() + (long) k * type.bytes();
                if (type == DataType.BF16) {
                    MemorySegment.copy(weight.data(), from, copy, n * COPY_STRIDE, (long) depth * Short.BYTES);
                } else {
                    FloatRows.read(type, weight.data(), from, copy, n * COPY_STRIDE, depth);
                }
            }
            if (type == DataType.BF16) {
                kernels.packBf16(copy, 0, COPY_STRIDE, count, depth, memory, panel, panelOffset);
            } else {
                kernels.packF32(copy, 0, COPY_STRIDE, count, depth, memory, panel, panelOffset);
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
