package org.spikingbrain4j.conversion;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;

/**
 * What a conversion did.
 *
 * @param config of the new model
 * @param layers in their order
 * @param origins of the new model's tensors; those of which there is none are left out
 * @param bytesBefore of all tensors of the base
 * @param bytesAfter of all tensors of the new model
 * @param oldModel folder of a replaced model that could not be removed
 */
public record ConversionReport(
        GlaSwaConfig config,
        List<Layer> layers,
        Map<TensorOrigin, Tally> origins,
        long bytesBefore,
        long bytesAfter,
        Optional<Path> oldModel,
        Duration time) {

    public ConversionReport {
        layers = List.copyOf(layers);
        Map<TensorOrigin, Tally> sorted = new EnumMap<>(TensorOrigin.class);
        sorted.putAll(origins);
        origins = Collections.unmodifiableMap(sorted);
    }

    /** All tensors of the new model. */
    public Tally tensors() {
        return origins.values().stream().reduce(Tally.NONE, Tally::plus);
    }

    /**
     * @param outputNorm the weight of the norm after gated linear attention, the same for all channels; empty in window layers
     */
    public record Layer(int index, OptionalDouble outputNorm) {
        public boolean attendsToWindow() {
            return outputNorm.isEmpty();
        }
    }

    /** Some tensors and their parameters. */
    public record Tally(int tensors, long parameters) {
        static final Tally NONE = new Tally(0, 0);

        private Tally plus(Tally other) {
            return new Tally(tensors + other.tensors, parameters + other.parameters);
        }

        Tally plus(long elements) {
            return new Tally(tensors + 1, parameters + elements);
        }
    }
}
