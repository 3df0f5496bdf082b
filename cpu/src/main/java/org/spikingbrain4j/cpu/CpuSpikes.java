package org.spikingbrain4j.cpu;

import java.util.Optional;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;

/**
 * Spikes of a pass.
 *
 * @param counts whole numbers, [rows, columns]
 * @param withinKernels the counts held within {@link #LARGEST_KERNEL_COUNT}, for matrix products; the counts themselves where all are
 * @param thresholds [rows, columns / run]
 * @param largest largest magnitude of a count in each row, [rows, 1]
 * @param decidingRows rows of a sequence: by them linears on floats choose their way, as the order of sums must not depend on other sequences
 * @param visits the channels that linears visit, built once for all of them; where the rows are so many that no
 *     linear visits, empty
 */
record CpuSpikes(
        CpuTensor counts,
        CpuTensor withinKernels,
        CpuTensor thresholds,
        CpuTensor largest,
        SpikeRule rule,
        int decidingRows,
        Optional<AwaitedVisits> visits)
        implements Tensor {
    /** Counts up to this go through the kernels; what a count has beyond it is added on the side. */
    static final int LARGEST_KERNEL_COUNT = Byte.MAX_VALUE;

    @Override
    public int rows() {
        return counts.rows();
    }

    @Override
    public int columns() {
        return counts.columns();
    }

    /** Whether linears on integers visit channels; any way gives the same bits. */
    boolean visitsIntegers() {
        return visits(rule, rows());
    }

    /** Whether linears on floats visit channels. */
    boolean visitsFloats() {
        return visits(rule, decidingRows);
    }

    static boolean visits(SpikeRule rule, int rows) {
        return rule.execution() == SpikeExecution.EVENTS || rows <= SpikeExecution.FEW_ROWS;
    }

    /** Whether a row has counts beyond {@link #LARGEST_KERNEL_COUNT}. */
    boolean exceedsKernels(int row) {
        return largest.array()[largest.at(row)] > LARGEST_KERNEL_COUNT;
    }

    int count(int row, int column) {
        return (int) counts.array()[counts.at(row) + column];
    }

    static float withinKernels(float count) {
        return Math.clamp(count, -LARGEST_KERNEL_COUNT, LARGEST_KERNEL_COUNT);
    }

    HostSpikes toHost() {
        int[] host = new int[rows() * columns()];
        for (int i = 0; i < host.length; i++) {
            host[i] = (int) counts.array()[counts.offset() + i];
        }
        float[] hostThresholds = new float[thresholds.size()];
        System.arraycopy(thresholds.array(), thresholds.offset(), hostThresholds, 0, hostThresholds.length);
        return new HostSpikes(rows(), columns(), host, hostThresholds, rule.run());
    }
}
