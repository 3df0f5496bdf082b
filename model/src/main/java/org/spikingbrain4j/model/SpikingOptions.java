package org.spikingbrain4j.model;

import java.util.Optional;
import java.util.OptionalDouble;
import org.spikingbrain4j.operators.SpikeRule;

/**
 * What is asked of spikes; {@link Spiking} is what a checkpoint makes of it.
 *
 * @param k spikes of a channel on average, in all layers; empty: what the checkpoint says of each layer, else 3
 * @param mlp empty: {@link MlpSpiking#OFFICIAL} for W8ASpike checkpoints, {@link MlpSpiking#ALL} for others
 */
public record SpikingOptions(SpikingMode mode, OptionalDouble k, Optional<MlpSpiking> mlp) {
    /** Everything as the checkpoint was made for. */
    public static final SpikingOptions DEFAULT =
            new SpikingOptions(SpikingMode.CHECKPOINT, OptionalDouble.empty(), Optional.empty());

    /** @throws IllegalArgumentException where k is not positive within the range of float32 */
    public SpikingOptions {
        k.ifPresent(value -> SpikeRule.requireSound("k", value));
    }

    public SpikingOptions withMode(SpikingMode newMode) {
        return new SpikingOptions(newMode, k, mlp);
    }

    public SpikingOptions withK(double newK) {
        return new SpikingOptions(mode, OptionalDouble.of(newK), mlp);
    }

    public SpikingOptions withMlp(MlpSpiking newMlp) {
        return new SpikingOptions(mode, k, Optional.of(newMlp));
    }
}
