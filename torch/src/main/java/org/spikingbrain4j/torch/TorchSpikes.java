package org.spikingbrain4j.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.SpikeException;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;

/** Spikes of a pass (spec 6.1): counts and thresholds as constants, their product with a straight-through gradient. */
final class TorchSpikes implements Tensor {
    private final org.bytedeco.pytorch.Tensor counts;
    private final org.bytedeco.pytorch.Tensor thresholds;
    private final org.bytedeco.pytorch.Tensor values;
    private final SpikeRule rule;
    private final PassScope scope;
    private final int rows;
    private final int columns;

    private TorchSpikes(
            org.bytedeco.pytorch.Tensor counts,
            org.bytedeco.pytorch.Tensor thresholds,
            org.bytedeco.pytorch.Tensor values,
            SpikeRule rule,
            PassScope scope) {
        this.counts = counts;
        this.thresholds = thresholds;
        this.values = values;
        this.rule = rule;
        this.scope = scope;
        this.rows = Math.toIntExact(values.size(0));
        this.columns = Math.toIntExact(values.size(1));
    }

    /**
     * @param x [rows, columns]
     * @throws SpikeException where an activation cannot become spikes
     */
    static TorchSpikes of(org.bytedeco.pytorch.Tensor x, SpikeRule rule, PassScope scope) {
        // [rows, runs, run]; the mean is taken in float64, as everywhere, so that counts are the same on all back ends.
        var runs = scope.keep(() -> x.detach().reshape(x.size(0), -1, rule.run()));
        var thresholds = scope.keep(() -> {
            var mean = Native.mean(runs.to(ScalarType.Double).abs(), true, -1).to(ScalarType.Float);
            return Native.clamp(
                    mean.div(Native.floats(new float[] {(float) rule.k()}, 1)),
                    SpikeRule.LEAST_THRESHOLD,
                    SpikeRule.LARGEST_THRESHOLD);
        });
        var counts = scope.keep(() -> runs.div(thresholds).round());
        requireCountable(runs, counts, thresholds, rule, scope);
        var values = scope.keep(() -> x.add(counts.mul(thresholds).sub(runs).view_as(x)));
        return new TorchSpikes(counts, thresholds, values, rule, scope);
    }

    private static void requireCountable(
            org.bytedeco.pytorch.Tensor runs,
            org.bytedeco.pytorch.Tensor counts,
            org.bytedeco.pytorch.Tensor thresholds,
            SpikeRule rule,
            PassScope scope) {
        boolean sound = scope.compute(
                () -> counts.abs().le(new Scalar(SpikeRule.LARGEST_COUNT)).all().item_bool());
        if (sound) {
            return;
        }
        float[] x = scope.compute(() -> Native.toFloats(runs));
        float[] limits = scope.compute(() -> Native.toFloats(thresholds));
        int columns = Math.toIntExact(runs.size(1) * runs.size(2));
        // What is not finite is named first: it spoils the threshold of its whole run.
        for (int i = 0; i < x.length; i++) {
            if (!Float.isFinite(x[i])) {
                throw SpikeException.of(rule, i / columns, i % columns, x[i], Float.NaN);
            }
        }
        for (int i = 0; i < x.length; i++) {
            float threshold = limits[i / rule.run()];
            if (!(Math.abs(Math.rint(x[i] / threshold)) <= SpikeRule.LARGEST_COUNT)) {
                throw SpikeException.of(rule, i / columns, i % columns, x[i], threshold);
            }
        }
        throw new IllegalStateException(rule.name() + ": counts beyond their range that cannot be found again");
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    SpikeRule rule() {
        return rule;
    }

    /** Count times threshold, [rows, columns]; its gradient is that of the activations. */
    org.bytedeco.pytorch.Tensor values() {
        scope.requireOpen();
        return values;
    }

    /** Whole numbers, [rows, columns]. */
    org.bytedeco.pytorch.Tensor counts() {
        scope.requireOpen();
        return counts.view_as(values);
    }

    /** [rows, runs, 1]. */
    org.bytedeco.pytorch.Tensor thresholds() {
        scope.requireOpen();
        return thresholds;
    }

    HostSpikes toHost() {
        float[] floats = Native.toFloats(counts());
        int[] whole = new int[floats.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (int) floats[i];
        }
        return new HostSpikes(rows, columns, whole, Native.toFloats(thresholds), rule.run());
    }
}
