package org.spikingbrain4j.cpu;

import java.util.Optional;
import org.spikingbrain4j.operators.SpikeException;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;

/**
 * Activations to spikes (spec 6.1). The mean is taken in double precision, in one order for all kernels, and the division is
 * carried out, so every form of the back end counts alike.
 */
final class SpikeEncoder {
    private static final float MOST_FOR_ROUNDING = 0x1p22f;

    private final RowLoop rowLoop;
    private final ScratchArena scratch;

    SpikeEncoder(RowLoop rowLoop, ScratchArena scratch) {
        this.rowLoop = rowLoop;
        this.scratch = scratch;
    }

    /** @param decidingRows rows of a sequence, by which linears on floats choose their way */
    CpuSpikes encode(CpuTensor x, SpikeRule rule, int decidingRows) {
        CpuTensor counts = scratch.allocate(x.rows(), x.columns());
        CpuTensor thresholds = scratch.allocate(x.rows(), x.columns() / rule.run());
        CpuTensor largest = scratch.allocate(x.rows(), 1);
        rowLoop.run(x.rows(), x.columns(), row -> encodeRow(x, rule, row, counts, thresholds, largest));
        boolean visiting = CpuSpikes.visits(rule, x.rows()) || CpuSpikes.visits(rule, decidingRows);
        Optional<AwaitedVisits> visits = visiting ? Optional.of(visits(counts, rule.execution())) : Optional.empty();
        return new CpuSpikes(counts, withinKernels(counts, largest), thresholds, largest, rule, decidingRows, visits);
    }

    private CpuTensor withinKernels(CpuTensor counts, CpuTensor largest) {
        boolean all = true;
        for (int row = 0; row < counts.rows(); row++) {
            all &= largest.array()[largest.at(row)] <= CpuSpikes.LARGEST_KERNEL_COUNT;
        }
        if (all) {
            return counts;
        }
        CpuTensor within = scratch.allocate(counts.rows(), counts.columns());
        rowLoop.run(counts.rows(), counts.columns(), row -> {
            for (int c = 0; c < counts.columns(); c++) {
                float count = counts.array()[counts.at(row) + c];
                within.array()[within.at(row) + c] = CpuSpikes.withinKernels(count);
            }
        });
        return within;
    }

    private static void encodeRow(
            CpuTensor x, SpikeRule rule, int row, CpuTensor counts, CpuTensor thresholds, CpuTensor largest) {
        float most = 0;
        int run = rule.run();
        for (int column = 0, i = 0; column < x.columns(); column += run, i++) {
            int from = x.at(row) + column;
            int to = counts.at(row) + column;
            double sum = sumOfMagnitudes(x.array(), from, run);
            float threshold = rule.threshold(sum / run);
            thresholds.array()[thresholds.at(row) + i] = threshold;
            float here = count(x.array(), from, run, threshold, counts.array(), to);
            if (!(sum < Double.POSITIVE_INFINITY) || here > SpikeRule.LARGEST_COUNT) {
                throw failure(x, rule, row, column, threshold);
            }
            most = Math.max(most, here);
        }
        largest.array()[largest.at(row)] = most;
    }

    private static double sumOfMagnitudes(float[] x, int offset, int count) {
        double a = 0, b = 0, c = 0, d = 0;
        int i = 0;
        for (; i < count - 3; i += 4) {
            a += Math.abs(x[offset + i]);
            b += Math.abs(x[offset + i + 1]);
            c += Math.abs(x[offset + i + 2]);
            d += Math.abs(x[offset + i + 3]);
        }
        for (; i < count; i++) {
            a += Math.abs(x[offset + i]);
        }
        return (a + b) + (c + d);
    }

    /** Writes the counts and returns the largest magnitude. */
    private static float count(float[] x, int offset, int length, float threshold, float[] counts, int to) {
        // The JIT makes vectors of this loop, not of one with rint. Adding and taking off 1.5 · 2^23 rounds to the
        // nearest whole
        // number, ties to even, up to 2^22; adding zero makes -0 to 0.
        for (int i = 0; i < length; i++) {
            counts[to + i] = (x[offset + i] / threshold + ScalarMath.ROUNDING) - ScalarMath.ROUNDING + 0f;
        }
        float largest = largestMagnitude(counts, to, length);
        if (largest < MOST_FOR_ROUNDING) {
            return largest;
        }
        for (int i = 0; i < length; i++) {
            counts[to + i] = (float) Math.rint(x[offset + i] / threshold) + 0f;
        }
        return largestMagnitude(counts, to, length);
    }

    // Four at a time: a maximum waits for the one before it.
    private static float largestMagnitude(float[] counts, int offset, int length) {
        float a = 0, b = 0, c = 0, d = 0;
        int i = 0;
        for (; i < length - 3; i += 4) {
            a = Math.max(a, Math.abs(counts[offset + i]));
            b = Math.max(b, Math.abs(counts[offset + i + 1]));
            c = Math.max(c, Math.abs(counts[offset + i + 2]));
            d = Math.max(d, Math.abs(counts[offset + i + 3]));
        }
        for (; i < length; i++) {
            a = Math.max(a, Math.abs(counts[offset + i]));
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static SpikeException failure(CpuTensor x, SpikeRule rule, int row, int firstColumn, float threshold) {
        for (int column = firstColumn; column < firstColumn + rule.run(); column++) {
            float value = x.array()[x.at(row) + column];
            boolean tooMany = Math.abs(Math.rint(value / threshold)) > SpikeRule.LARGEST_COUNT;
            if (!Float.isFinite(value) || tooMany) {
                return SpikeException.of(rule, row, column, value, threshold);
            }
        }
        throw new IllegalStateException("row %d of %s has no unsound activation".formatted(row, rule.name()));
    }

    private AwaitedVisits visits(CpuTensor counts, SpikeExecution execution) {
        CpuTensor channels = scratch.allocate(counts.rows(), counts.columns());
        CpuTensor values = scratch.allocate(counts.rows(), counts.columns());
        CpuTensor numbers = scratch.allocate(counts.rows(), 1);
        boolean all = execution == SpikeExecution.COUNTS;
        return new AwaitedVisits(
                new Visits(channels.matrix(), values.matrix(), numbers.matrix()),
                () -> list(counts, all, channels, values, numbers));
    }

    private void list(CpuTensor counts, boolean all, CpuTensor channels, CpuTensor values, CpuTensor numbers) {
        rowLoop.run(counts.rows(), counts.columns(), row -> {
            int visits = visit(
                    counts.matrix().from(row, 0),
                    counts.columns(),
                    all,
                    channels.at(row),
                    channels.array(),
                    values.at(row),
                    values.array());
            numbers.array()[numbers.at(row)] = visits;
        });
    }

    /** Lists the channels that are visited, or all of them, with their counts; returns how many. */
    private static int visit(
            Rows row, int columns, boolean all, int channelsAt, float[] channels, int valuesAt, float[] values) {
        float[] counts = row.array();
        int offset = row.offset();
        int visits = 0;
        for (int c = 0; c < columns; c++) {
            float count = counts[offset + c];
            // Written in any case, kept where the place advances: no branch that depends on the data.
            channels[channelsAt + visits] = c;
            values[valuesAt + visits] = count;
            visits += all || count != 0 ? 1 : 0;
        }
        return visits;
    }
}
