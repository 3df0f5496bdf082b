package org.spikingbrain4j.operators;

/** Spikes of a {@link ReferenceBackend} pass. */
final class ReferenceSpikes implements Tensor {
    private final int[][] counts;
    private final float[][] thresholds;
    private final SpikeRule rule;
    private final ReferenceTensor.Lifetime lifetime;

    private ReferenceSpikes(int[][] counts, float[][] thresholds, SpikeRule rule, ReferenceTensor.Lifetime lifetime) {
        this.counts = counts;
        this.thresholds = thresholds;
        this.rule = rule;
        this.lifetime = lifetime;
    }

    /** Spec 6.1: v = clamp(mean|x| / k, 1e-5, 1e4), n = round(x / v) in float32, ties to even. */
    static ReferenceSpikes of(double[][] x, int columns, SpikeRule rule, ReferenceTensor.Lifetime lifetime) {
        int[][] counts = new int[x.length][columns];
        float[][] thresholds = new float[x.length][columns / rule.run()];
        for (int t = 0; t < x.length; t++) {
            for (int run = 0; run < columns / rule.run(); run++) {
                int from = run * rule.run();
                double sum = 0;
                for (int c = from; c < from + rule.run(); c++) {
                    sum += magnitude(x[t][c], rule, t, c);
                }
                thresholds[t][run] = rule.threshold(sum / rule.run());
                for (int c = from; c < from + rule.run(); c++) {
                    counts[t][c] = count(x[t][c], thresholds[t][run], rule, t, c);
                }
            }
        }
        return new ReferenceSpikes(counts, thresholds, rule, lifetime);
    }

    // Checked before the mean: NaN there would blame a channel that is sound.
    private static double magnitude(double x, SpikeRule rule, int row, int column) {
        if (!Double.isFinite(x)) {
            throw SpikeException.of(rule, row, column, x, Float.NaN);
        }
        return Math.abs(x);
    }

    private static int count(double x, float threshold, SpikeRule rule, int row, int column) {
        double count = Math.rint((float) x / threshold);
        if (!(Math.abs(count) <= SpikeRule.LARGEST_COUNT)) {
            throw SpikeException.of(rule, row, column, (float) x, threshold);
        }
        return (int) count;
    }

    @Override
    public int rows() {
        return counts.length;
    }

    @Override
    public int columns() {
        return counts.length == 0 ? 0 : counts[0].length;
    }

    SpikeRule rule() {
        return rule;
    }

    /** threshold · (counts · weightᵀ); the spikes have one threshold per row. */
    double[][] times(ReferenceMatrix weight) {
        lifetime.requireOpen();
        double[][] y = new double[rows()][Math.toIntExact(weight.shape().dimension(0))];
        for (int t = 0; t < y.length; t++) {
            for (int o = 0; o < y[t].length; o++) {
                y[t][o] = thresholds[t][0] * weight.dot(counts[t], rule.execution(), o);
            }
        }
        return y;
    }

    /** Count times threshold. */
    double[][] values() {
        HostSpikes host = toHost();
        double[][] values = new double[rows()][columns()];
        for (int t = 0; t < values.length; t++) {
            for (int c = 0; c < values[t].length; c++) {
                values[t][c] = host.value(t, c);
            }
        }
        return values;
    }

    HostSpikes toHost() {
        lifetime.requireOpen();
        int[] all = new int[rows() * columns()];
        float[] allThresholds = new float[all.length / rule.run()];
        for (int t = 0; t < rows(); t++) {
            System.arraycopy(counts[t], 0, all, t * columns(), columns());
            System.arraycopy(thresholds[t], 0, allThresholds, t * thresholds[t].length, thresholds[t].length);
        }
        return new HostSpikes(rows(), columns(), all, allThresholds, rule.run());
    }
}
