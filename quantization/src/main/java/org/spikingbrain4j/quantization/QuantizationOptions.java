package org.spikingbrain4j.quantization;

import org.spikingbrain4j.operators.SpikeRule;

/**
 * How a model is quantised.
 *
 * @param groupSize neighbouring inputs that share a scale per output; {@link #CHANNEL}: all of them
 * @param k how the spikes per channel are chosen
 * @param halfMatrices whether float32 matrices that stay floats, such as the embedding, become BF16
 */
public record QuantizationOptions(int groupSize, SpikesPerChannel k, boolean halfMatrices) {
    /** The group size that stands for one scale per output. */
    public static final int CHANNEL = 0;

    /** Groups of 128 and k = 3, as the official model. */
    public static final QuantizationOptions DEFAULT =
            new QuantizationOptions(128, new SpikesPerChannel.Fixed(SpikeRule.DEFAULT_K));

    /** Options that leave floats as they are. */
    public QuantizationOptions(int groupSize, SpikesPerChannel k) {
        this(groupSize, k, false);
    }

    /** @throws QuantizationException where the group size is negative */
    public QuantizationOptions {
        if (groupSize < 0) {
            throw new QuantizationException(
                    "group size: expected at least 1 input, or 0 for a scale per output, found " + groupSize);
        }
    }
}
