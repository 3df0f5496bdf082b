package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * The integer matrix product of many rows of counts in the float kernels, exactly: within a block of channels all sums are whole
 * numbers below 2^24, because 512 · 127 · 128 is. Larger groups add their blocks up in 32-bit integers.
 */
final class CountsTiles {
    private static final int PANELS = 4;

    private final LinearKernels kernels;
    private final ChannelKernels channelKernels;
    private final Parallel pool;
    private final List<WorkerMemory> memories;

    CountsTiles(LinearKernels kernels, ChannelKernels channelKernels, Parallel pool, List<WorkerMemory> memories) {
        this.kernels = kernels;
        this.channelKernels = channelKernels;
        this.pool = pool;
        this.memories = memories;
    }

    /**
     * y[row][o] = Σ_g scale[g][o] · Σ_(channels of g) count · code.
     *
     * @param counts within the kernels' range
     */
    void apply(CpuTensor counts, ChannelPanels codes, ExactSums exact, CpuTensor y, ScratchArena scratch) {
        new Product(counts, codes, exact, y, scratch).run();
    }

    /** One call's operands and buffers. */
    private final class Product {
        private final ChannelPanels codes;
        private final ChannelWeight weight;
        private final ExactSums exact;
        private final CpuTensor y;
        private final ActivationTiles tiles;
        private final int height = kernels.tileRows();
        private final int width = kernels.panelColumns();
        private final int depth;

        Product(CpuTensor counts, ChannelPanels codes, ExactSums exact, CpuTensor y, ScratchArena scratch) {
            this.codes = codes;
            this.weight = codes.weight();
            this.exact = exact;
            this.y = y;
            this.tiles = new ActivationTiles(counts.matrix(), counts.rows(), counts.columns(), height, scratch);
            this.depth = Math.min(weight.groupSize(), ManyRowsLinear.DEPTH);
        }

        void run() {
            tiles.pack(pool);
            int outputs = PANELS * width;
            pool.run(Math.ceilDiv(weight.out(), outputs), (task, worker) -> {
                int first = task * outputs;
                int end = Math.min(first + outputs, weight.out());
                for (int row = 0; row < y.rows(); row++) {
                    Arrays.fill(y.array(), y.at(row) + first, y.at(row) + end, 0f);
                }
                Task work = new Task(first, end, memories.get(worker), new float[height * width]);
                for (int group = 0; group < weight.in(); group += weight.groupSize()) {
                    work.addGroup(group);
                }
            });
        }

        /** The outputs of one task. */
        private final class Task {
            private final int first;
            private final int end;
            private final WorkerMemory memory;
            private final float[] sums;
            /** [panel, tile, height, width] of a group in several blocks. */
            private final int[] groupSums;

            Task(int first, int end, WorkerMemory memory, float[] sums) {
                this.first = first;
                this.end = end;
                this.memory = memory;
                this.sums = sums;
                boolean whole = weight.groupSize() <= depth;
                this.groupSums = new int[whole ? 0 : PANELS * tiles.count() * sums.length];
            }

            void addGroup(int group) {
                int groupEnd = group + weight.groupSize();
                Arrays.fill(groupSums, 0);
                for (int channel = group; channel < groupEnd; channel += depth) {
                    int block = Math.min(depth, groupEnd - channel);
                    boolean last = channel + block == groupEnd;
                    MemorySegment panels = pack(channel, block);
                    for (int tile = 0; tile < tiles.count(); tile++) {
                        for (int p = 0; first + p * width < end; p++) {
                            if (isPlain(tile, p, group)) {
                                multiplyScaled(tile, channel, block, panels, p);
                            } else {
                                multiply(tile, channel, block, panels, p);
                                addBlock(tile, p, group, last);
                            }
                        }
                    }
                }
            }

            private MemorySegment pack(int channel, int block) {
                MemorySegment panels = memory.panels(PANELS * panelBytes());
                for (int p = 0; first + p * width < end; p++) {
                    int output = first + p * width;
                    codes.pack(output, Math.min(width, end - output), channel, block, memory, panels, p * panelBytes());
                }
                return panels;
            }

            private long panelBytes() {
                return (long) depth * width * Float.BYTES;
            }

            /** Whether the group is one block, tile and panel are whole, and the side path is not needed. */
            private boolean isPlain(int tile, int p, int group) {
                return groupSums.length == 0
                        && (tile + 1) * height <= y.rows()
                        && first + (p + 1) * width <= end
                        && !exact.isPossible(tile * height, (tile + 1) * height, group, group + weight.groupSize());
            }

            private void multiplyScaled(int tile, int channel, int block, MemorySegment panels, int p) {
                int output = first + p * width;
                channelKernels.multiplyScaled(
                        tiles.array(),
                        tiles.at(tile, channel),
                        panels,
                        p * panelBytes(),
                        block,
                        weight.scales(),
                        weight.scaleAt(channel, output),
                        y.array(),
                        y.at(tile * height) + output,
                        y.columns());
            }

            private void multiply(int tile, int channel, int block, MemorySegment panels, int p) {
                Arrays.fill(sums, 0f);
                kernels.multiply(tiles.array(), tiles.at(tile, channel), panels, p * panelBytes(), sums, 0, block);
            }

            private void addBlock(int tile, int p, int group, boolean last) {
                if (groupSums.length > 0) {
                    int at = (p * tiles.count() + tile) * sums.length;
                    for (int i = 0; i < sums.length; i++) {
                        groupSums[at + i] += (int) sums[i];
                        sums[i] = groupSums[at + i];
                    }
                }
                if (last) {
                    addScaled(tile, p, group);
                }
            }

            private void addScaled(int tile, int p, int group) {
                int output = first + p * width;
                int outputs = Math.min(width, end - output);
                long scales = weight.scaleAt(group, output);
                int groupEnd = group + weight.groupSize();
                for (int r = 0; r < height && tile * height + r < y.rows(); r++) {
                    int row = tile * height + r;
                    int at = r * width;
                    int to = y.at(row) + output;
                    if (exact.isNeeded(row, group, groupEnd)) {
                        exact.addScaled(
                                row, group, groupEnd, output, outputs, o -> sum(tile, p, at + o), y.array(), to);
                    } else {
                        channelKernels.addScaledTile(sums, at, weight.scales(), scales, y.array(), to, outputs);
                    }
                }
            }

            private long sum(int tile, int p, int index) {
                boolean whole = groupSums.length == 0;
                return whole ? (long) sums[index] : groupSums[(p * tiles.count() + tile) * sums.length + index];
            }
        }
    }
}
