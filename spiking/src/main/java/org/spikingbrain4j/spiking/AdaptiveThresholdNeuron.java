package org.spikingbrain4j.spiking;

import java.util.Objects;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * The neuron of SpikingBrain in its single-step form: all neurons of a token share a threshold that follows the mean of
 * their inputs, and each fires round(input / threshold) times (spec 6.1; the report's adaptive-threshold spiking). {@link
 * IntegrateAndFire} is the same neuron over time.
 *
 * @param k how many thresholds the mean input makes; a higher k means more spikes and less error; 3 in the report
 */
public record AdaptiveThresholdNeuron(double k) {
    public AdaptiveThresholdNeuron {
        SpikeRule.requireSound("k", k);
    }

    /**
     * clamp(mean |x| / k, 1e-5, 1e4) in float32; the sum is accumulated in double.
     *
     * @throws SpikingBrainException if an input is NaN or infinite
     * @throws IllegalArgumentException if there is no input
     */
    public float threshold(float[] x, int from, int length) {
        Objects.checkFromIndexSize(from, length, x.length);
        if (length == 0) {
            throw new IllegalArgumentException("threshold: need at least one input, found none");
        }
        double sum = 0;
        for (int i = 0; i < length; i++) {
            float input = x[from + i];
            if (!Float.isFinite(input)) {
                throw new SpikingBrainException(
                        "spiking: activation %d of %d is %s: need finite numbers; check the weights and inputs before it"
                                .formatted(i, length, input));
            }
            sum += Math.abs(input);
        }
        return SpikeRule.threshold(sum / length, k);
    }

    /**
     * The float32 quotient rounded to the nearest integer, ties to even, not clipped.
     *
     * @throws SpikingBrainException if it is no int
     */
    public int count(float x, float threshold) {
        double count = Math.rint(x / threshold);
        if (!(Math.abs(count) <= Integer.MAX_VALUE)) {
            throw new SpikingBrainException(
                    "spiking: activation %s is %s thresholds of %s: need at most %d; check the weights before it"
                            .formatted(x, count, threshold, Integer.MAX_VALUE));
        }
        return (int) count;
    }

    /**
     * The spikes of one token, x [channels].
     *
     * @throws SpikingBrainException if an input is NaN or infinite, or a count is no int
     */
    public SpikeCounts fire(float[] x) {
        float threshold = threshold(x, 0, x.length);
        int[] counts = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            counts[i] = count(x[i], threshold);
        }
        return new SpikeCounts(threshold, counts);
    }
}
