package org.spikingbrain4j.checkpoint;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.spikingbrain4j.operators.RotaryFrequencies;

/** The rotary frequencies of a config: base and scaling, as Hugging Face names them. */
final class RotaryReader {
    private static final int MOST_POSITIONS = Integer.MAX_VALUE;

    private RotaryReader() {}

    /**
     * @param otherwise the base where the config names none
     */
    static RotaryFrequencies read(ConfigFields config, int headDim, double otherwise) {
        ConfigFields scaling = config.nested("rope_parameters")
                .or(() -> config.nested("rope_scaling"))
                .orElse(null);
        double base = config.positive("rope_theta", otherwise);
        if (scaling == null) {
            return RotaryFrequencies.of(base, headDim);
        }
        RotaryFrequencies plain = RotaryFrequencies.of(scaling.positive("rope_theta", base), headDim);
        String typeField = scaling.has("rope_type") ? "rope_type" : "type";
        return switch (scaling.text(typeField, "default, linear or llama3")) {
            case "default" -> plain;
            case "linear" -> {
                double factor = scaling.positive("factor");
                yield map(plain, frequency -> frequency / factor);
            }
            case "llama3" -> map(plain, llama3(scaling));
            default -> throw scaling.unsupported(typeField, "default, linear or llama3");
        };
    }

    /**
     * The interpolation of Llama 3.1: waves longer than the original context are stretched by the factor, short ones stay, and
     * those between are blended.
     */
    private static DoubleUnaryOperator llama3(ConfigFields scaling) {
        double factor = scaling.positive("factor");
        double low = scaling.positive("low_freq_factor");
        double high = scaling.positive("high_freq_factor");
        if (high <= low) {
            throw scaling.error("high_freq_factor", "more than low_freq_factor " + low, String.valueOf(high));
        }
        int context = scaling.integer("original_max_position_embeddings", 1, MOST_POSITIONS);
        return frequency -> {
            double waves = context * frequency / (2 * Math.PI);
            double kept = Math.clamp((waves - low) / (high - low), 0.0, 1.0);
            return kept * frequency + (1 - kept) * frequency / factor;
        };
    }

    private static RotaryFrequencies map(RotaryFrequencies plain, DoubleUnaryOperator operator) {
        return new RotaryFrequencies(
                Arrays.stream(plain.inverse()).map(operator).toArray());
    }
}
