package org.spikingbrain4j.conversion;

import java.util.OptionalInt;

/**
 * How a Transformer is converted.
 *
 * @param layout which layers attend to a window
 * @param window keys that a query of a window layer sees, itself included; empty: {@link #defaultWindow}
 * @param gateRank inner channels of the gates, at most the hidden size
 * @param featureBias what is added to the biases of queries and keys in the layers of gated linear attention: their negative
 *     values are lost to it
 * @param seed of the new weights
 * @param weightType in which all tensors are written
 */
public record ConversionOptions(
        AttentionLayout layout,
        OptionalInt window,
        int gateRank,
        double featureBias,
        long seed,
        WeightType weightType) {

    /** The layout of SpikingBrain-7B, and what little experiments found best to train on. */
    public static final ConversionOptions DEFAULT =
            new ConversionOptions(AttentionLayout.Named.GLA_SWA, OptionalInt.empty(), 16, 0.3, 0, WeightType.KEEP);

    private static final int LARGEST_DEFAULT_WINDOW = 4096;
    private static final int DEFAULT_WINDOWS_PER_CONTEXT = 4;

    /** @throws ConversionException where a number is out of its range */
    public ConversionOptions {
        if (window.isPresent() && (window.getAsInt() < 1 || window.getAsInt() == Integer.MAX_VALUE)) {
            throw new ConversionException(
                    "window: expected 1 to %d keys, found %d".formatted(Integer.MAX_VALUE - 1, window.getAsInt()));
        }
        if (gateRank < 1) {
            throw new ConversionException("gate rank: expected at least 1, found " + gateRank);
        }
        if (!Double.isFinite((float) featureBias)) {
            throw new ConversionException("feature bias: expected a finite number, found " + featureBias);
        }
    }

    /** The window where none is asked for: a quarter of the context the base was made for, at most the official 4096. */
    public static int defaultWindow(int maxPositions) {
        return Math.clamp(maxPositions / DEFAULT_WINDOWS_PER_CONTEXT, 1, LARGEST_DEFAULT_WINDOW);
    }

    public ConversionOptions withLayout(AttentionLayout newLayout) {
        return new ConversionOptions(newLayout, window, gateRank, featureBias, seed, weightType);
    }

    public ConversionOptions withWindow(int newWindow) {
        return new ConversionOptions(layout, OptionalInt.of(newWindow), gateRank, featureBias, seed, weightType);
    }

    public ConversionOptions withGateRank(int newGateRank) {
        return new ConversionOptions(layout, window, newGateRank, featureBias, seed, weightType);
    }

    public ConversionOptions withFeatureBias(double newFeatureBias) {
        return new ConversionOptions(layout, window, gateRank, newFeatureBias, seed, weightType);
    }

    public ConversionOptions withSeed(long newSeed) {
        return new ConversionOptions(layout, window, gateRank, featureBias, newSeed, weightType);
    }

    public ConversionOptions withWeightType(WeightType newWeightType) {
        return new ConversionOptions(layout, window, gateRank, featureBias, seed, newWeightType);
    }
}
