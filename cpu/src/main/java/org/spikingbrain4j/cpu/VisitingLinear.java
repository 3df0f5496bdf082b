package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Linears that visit input channels one by one: event-driven where silent channels are left out of the visits. Every visit reads
 * the channel's weights to many outputs, side by side in memory. Few rows are cut by channels, so that each task reads long stretches,
 * and whoever finishes the last slice adds the slices up; many rows are cut by outputs, so that a tile of weights stays in the cache for
 * all of them. Both add in the order of the groups, so both give the same bits.
 */
final class VisitingLinear {
    /** Channels of a slice: enough slices for all threads to end together, few enough sums to add up. */
    private static final int SLICE = 64;

    private static final int LONG_SLICE = 128;

    /** From how many channels on slices are long. */
    private static final int MANY_CHANNELS = 4096;

    /** Outputs of a task that is cut by channels: their sums stay in the core's first cache. */
    private static final int SLICE_OUTPUTS = 8192;

    /** Rows of a task that is cut by outputs: so many use a tile of weights while it is in the cache. */
    private static final int CHUNK_ROWS = 64;

    /** Bytes of weights that stay in a core's cache. */
    private static final int TILE_BYTES = 1 << 18;

    private static final int LEAST_TILE_OUTPUTS = 64;
    private static final int MOST_TILE_OUTPUTS = 8192;

    /** From how many rows on, and from how many outputs on, tasks are cut by outputs. */
    private static final int MANY_ROWS = 5;

    private static final int MANY_OUTPUTS = 4 * MOST_TILE_OUTPUTS;

    private final ChannelKernels kernels;
    private final Parallel pool;
    private final List<WorkerMemory> memories;

    VisitingLinear(ChannelKernels kernels, Parallel pool, List<WorkerMemory> memories) {
        this.kernels = kernels;
        this.pool = pool;
        this.memories = memories;
    }

    /**
     * y[row][o] = Σ_g scale[g][o] · Σ_(channels of g) value · weight.
     *
     * @param integers where the values are counts for integer weights: sums are integers then
     */
    void apply(Visits visits, ChannelWeight weight, Optional<GroupSums> integers, CpuTensor y, NativeScratch scratch) {
        Product product = new Product(visits, weight, integers, y);
        if (y.rows() >= MANY_ROWS || weight.out() >= MANY_OUTPUTS) {
            product.cutByOutputs();
        } else {
            product.cutByChannels(scratch);
        }
    }

    /** One call's operands. */
    private final class Product {
        private final Visits visits;
        private final ChannelWeight weight;
        private final Optional<GroupSums> integers;
        private final CpuTensor y;
        /** Where the slices begin, and the end: none crosses a group. */
        private final int[] slices;

        Product(Visits visits, ChannelWeight weight, Optional<GroupSums> integers, CpuTensor y) {
            this.visits = visits;
            this.weight = weight;
            this.integers = integers;
            this.y = y;
            this.slices = slices(weight);
        }

        void cutByOutputs() {
            int channels = integers.isPresent() ? weight.groupSize() : LONG_SLICE;
            int cached = y.rows() == 1
                    ? MOST_TILE_OUTPUTS
                    : TILE_BYTES / channels / weight.dataType().bytes();
            int block = Math.clamp(roundUp(cached), LEAST_TILE_OUTPUTS, MOST_TILE_OUTPUTS);
            int blocks = Math.ceilDiv(weight.out(), block);
            int chunks = Math.ceilDiv(y.rows(), CHUNK_ROWS);
            pool.run(blocks * chunks, (task, worker) -> {
                int first = task % blocks * block;
                int outputs = Math.min(block, weight.out() - first);
                int row = task / blocks * CHUNK_ROWS;
                int end = Math.min(row + CHUNK_ROWS, y.rows());
                clear(row, end, first, outputs);
                MemorySegment sums = memories.get(worker).sums(4L * outputs);
                if (integers.isPresent()) {
                    sumGroups(row, end, first, outputs, sums);
                } else {
                    sumSlices(row, end, first, outputs, sums);
                }
            });
        }

        private void sumGroups(int firstRow, int endRow, int first, int outputs, MemorySegment sums) {
            for (int group = 0; group < weight.in(); group += weight.groupSize()) {
                for (int row = firstRow; row < endRow; row++) {
                    sum(row, group, group + weight.groupSize(), first, outputs, sums, 0);
                    integers.orElseThrow().add(row, group, first, outputs, sums, 0, y);
                }
            }
        }

        private void sumSlices(int firstRow, int endRow, int first, int outputs, MemorySegment sums) {
            for (int slice = 0; slice < slices.length - 1; slice++) {
                for (int row = firstRow; row < endRow; row++) {
                    sum(row, slices[slice], slices[slice + 1], first, outputs, sums, 0);
                    addFloats(row, slices[slice], first, outputs, sums, 0);
                }
            }
        }

        void cutByChannels(NativeScratch scratch) {
            int count = slices.length - 1;
            int block = roundUp(Math.ceilDiv(weight.out(), Math.ceilDiv(weight.out(), SLICE_OUTPUTS)));
            int blocks = Math.ceilDiv(weight.out(), block);
            MemorySegment sums = scratch.take(4L * count * y.rows() * weight.out());
            AtomicIntegerArray missing = new AtomicIntegerArray(blocks);
            for (int b = 0; b < blocks; b++) {
                missing.set(b, count);
            }
            pool.run(count * blocks, (task, worker) -> {
                int slice = task / blocks;
                int first = task % blocks * block;
                int outputs = Math.min(block, weight.out() - first);
                for (int row = 0; row < y.rows(); row++) {
                    long at = sumsAt(slice, row, first);
                    sum(row, slices[slice], slices[slice + 1], first, outputs, sums, at);
                }
                if (missing.decrementAndGet(task % blocks) == 0) {
                    addUp(first, outputs, sums);
                }
            });
        }

        private long sumsAt(int slice, int row, int output) {
            return 4L * (((long) slice * y.rows() + row) * weight.out() + output);
        }

        private void addUp(int first, int outputs, MemorySegment sums) {
            clear(0, y.rows(), first, outputs);
            for (int row = 0; row < y.rows(); row++) {
                if (integers.isPresent()) {
                    addUpGroups(row, first, outputs, sums);
                    continue;
                }
                for (int slice = 0; slice < slices.length - 1; slice++) {
                    addFloats(row, slices[slice], first, outputs, sums, sumsAt(slice, row, first));
                }
            }
        }

        private void addUpGroups(int row, int first, int outputs, MemorySegment sums) {
            int slice = 0;
            for (int group = 0; group < weight.in(); group += weight.groupSize()) {
                long at = sumsAt(slice++, row, first);
                for (; slices[slice] < group + weight.groupSize(); slice++) {
                    kernels.addIntegers(sums, at, sums, sumsAt(slice, row, first), outputs);
                }
                integers.orElseThrow().add(row, group, first, outputs, sums, at, y);
            }
        }

        private void clear(int firstRow, int endRow, int first, int outputs) {
            for (int row = firstRow; row < endRow; row++) {
                Arrays.fill(y.array(), y.at(row) + first, y.at(row) + first + outputs, 0f);
            }
        }

        private void sum(int row, int from, int to, int first, int outputs, MemorySegment sums, long at) {
            int firstVisit = visits.firstFrom(row, from);
            int lastVisit = visits.firstFrom(row, to);
            if (integers.isPresent()) {
                kernels.sumCodes(
                        weight.data(),
                        weight.at(0, first),
                        weight.stride(),
                        visits,
                        row,
                        firstVisit,
                        lastVisit,
                        sums,
                        at,
                        outputs);
            } else {
                kernels.sumRows(
                        weight.dataType(),
                        weight.data(),
                        weight.at(0, first),
                        weight.stride(),
                        visits,
                        row,
                        firstVisit,
                        lastVisit,
                        sums,
                        at,
                        outputs);
            }
        }

        private void addFloats(int row, int channel, int first, int outputs, MemorySegment sums, long at) {
            long scales = weight.scaleAt(channel, first);
            kernels.addScaledFloats(sums, at, weight.scales(), scales, y.array(), y.at(row) + first, outputs);
        }
    }

    private static int[] slices(ChannelWeight weight) {
        int length = weight.in() < MANY_CHANNELS ? SLICE : LONG_SLICE;
        int perGroup = Math.ceilDiv(weight.groupSize(), length);
        int groups = weight.in() / weight.groupSize();
        int[] starts = new int[groups * perGroup + 1];
        for (int group = 0; group < groups; group++) {
            for (int slice = 0; slice < perGroup; slice++) {
                starts[group * perGroup + slice] = group * weight.groupSize() + slice * length;
            }
        }
        starts[groups * perGroup] = weight.in();
        return starts;
    }

    /** Whole cache lines of codes. */
    private static int roundUp(int outputs) {
        return Math.ceilDiv(outputs, LEAST_TILE_OUTPUTS) * LEAST_TILE_OUTPUTS;
    }
}
