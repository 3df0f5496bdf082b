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

    /** @throws IllegalArgumentException where k is not positive within the range of float32 */
    public SpikingOptions {
        float single = (float) k.orElse(1);
        if (!(single >= Float.MIN_NORMAL) || Float.isInfinite(single)) {
            throw new IllegalArgumentException(
                    "k must be positive within the range of float32, found " + k.getAsDouble());
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
