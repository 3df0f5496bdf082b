package org.spikingbrain4j.conversion;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.ModelConfig;

/**
 * What a conversion did.
 *
 * @param config of the new model
 * @param layers in their order
 * @param upcycled what experts make of the text, per layer that has them; none without a text
 * @param origins of the new model's tensors; those of which there is none are left out
 * @param bytesBefore of all tensors of the base
 * @param bytesAfter of all tensors of the new model
 * @param oldModel folder of a replaced model that could not be removed
 */
public record ConversionReport(
        ModelConfig config,
        List<ConvertedLayer> layers,
        List<UpcycledLayer> upcycled,
        Map<TensorOrigin, Tally> origins,
        long bytesBefore,
        long bytesAfter,
        Optional<Path> oldModel,
        Duration time) {

    public ConversionReport {
        layers = List.copyOf(layers);
        upcycled = List.copyOf(upcycled);
        Map<TensorOrigin, Tally> sorted = new EnumMap<>(TensorOrigin.class);
        sorted.putAll(origins);
        origins = Collections.unmodifiableMap(sorted);
    }

    /** All tensors of the new model. */
    public Tally tensors() {
        return origins.values().stream().reduce(Tally.NONE, Tally::plus);
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
