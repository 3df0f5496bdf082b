package org.spikingbrain4j.model;

import java.util.Optional;
import java.util.OptionalDouble;

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

    /** @throws IllegalArgumentException where k is not positive and finite */
    public SpikingOptions {
        if (k.isPresent() && !(k.getAsDouble() > 0 && Double.isFinite(k.getAsDouble()))) {
            throw new IllegalArgumentException("k must be positive and finite, found " + k.getAsDouble());
        }
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
