package org.spikingbrain4j.conversion;

import java.util.OptionalInt;
import org.spikingbrain4j.checkpoint.ModelConfig;

/**
 * How a Transformer is converted.
 *
 * @param layout of the new model
 * @param window keys that a query of a window layer sees, itself included; empty: {@link #defaultWindow}
 * @param seed of the new weights
 * @param weightType in which all tensors are written
 */
public record ConversionOptions(ConversionLayout layout, OptionalInt window, long seed, WeightType weightType) {

    /** The layout of SpikingBrain-7B. */
    public static final ConversionOptions DEFAULT =
            new ConversionOptions(ConversionLayout.GlaSwa.DEFAULT, OptionalInt.empty(), 0, WeightType.KEEP);

    private static final int LARGEST_DEFAULT_WINDOW = 4096;
    private static final int DEFAULT_WINDOWS_PER_CONTEXT = 4;

    /** @throws ConversionException where a number is out of its range */
    public ConversionOptions {
        if (window.isPresent() && (window.getAsInt() < 1 || window.getAsInt() > ModelConfig.LARGEST_WINDOW)) {
            throw new ConversionException(
                    "window: expected 1 to %d keys, found %d".formatted(ModelConfig.LARGEST_WINDOW, window.getAsInt()));
        }
    }

    /** The window where none is asked for: a quarter of the context the base was made for, at most the official 4096. */
    public static int defaultWindow(int maxPositions) {
        return Math.clamp(maxPositions / DEFAULT_WINDOWS_PER_CONTEXT, 1, LARGEST_DEFAULT_WINDOW);
    }

    /** The window of a model for so many positions. */
    int windowOf(int maxPositions) {
        return window.orElseGet(() -> defaultWindow(maxPositions));
    }

    public ConversionOptions withLayout(ConversionLayout newLayout) {
        return new ConversionOptions(newLayout, window, seed, weightType);
    }

    public ConversionOptions withWindow(int newWindow) {
        return new ConversionOptions(layout, OptionalInt.of(newWindow), seed, weightType);
    }

    public ConversionOptions withSeed(long newSeed) {
        return new ConversionOptions(layout, window, newSeed, weightType);
    }

    public ConversionOptions withWeightType(WeightType newWeightType) {
        return new ConversionOptions(layout, window, seed, newWeightType);
    }
}
