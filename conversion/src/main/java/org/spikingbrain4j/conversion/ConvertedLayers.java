package org.spikingbrain4j.conversion;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.spikingbrain4j.conversion.ConvertedLayer.Attention;
import org.spikingbrain4j.conversion.ConvertedLayer.FeedForward;

/**
 * The layers of a layout in a model of some depth.
 *
 * @param base for messages
 * @param window keys that a query of a window layer sees
 */
record ConvertedLayers(Path base, ConversionLayout layout, int layers, int window) {

    /** How many layers of the base have to be measured, from the first on: up to the last one with a new norm. */
    int measured() {
        return switch (layout) {
            case ConversionLayout.GlaSwa hybrid -> {
                SortedSet<Integer> windows = hybrid.windows().among(layers);
                yield IntStream.range(0, layers)
                                .filter(layer -> !windows.contains(layer))
                                .max()
                                .orElse(-1)
                        + 1;
            }
            case ConversionLayout.GlaSwaMoe _ -> layers;
        };
    }

    /**
     * How they begin.
     *
     * @param sizes of attention in the base, as many as are measured
     * @throws ConversionException where one that a norm is to have is not positive and finite
     */
    List<ConvertedLayer> beginning(List<AttentionSizes.Size> sizes) {
        IntFunction<ConvertedLayer> layer = switch (layout) {
            case ConversionLayout.GlaSwa hybrid -> hybrid(hybrid, sizes);
            case ConversionLayout.GlaSwaMoe mixture -> mixture(mixture, sizes);
        };
        return IntStream.range(0, layers).mapToObj(layer).toList();
    }

    private IntFunction<ConvertedLayer> hybrid(ConversionLayout.GlaSwa hybrid, List<AttentionSizes.Size> sizes) {
        SortedSet<Integer> windows = hybrid.windows().among(layers);
        return layer -> new ConvertedLayer(
                layer,
                windows.contains(layer)
                        ? new Attention.Window(window)
                        : new Attention.GatedLinear(
                                sound(layer, sizes.get(layer).heads()), hybrid.gateRank(), hybrid.featureBias()),
                new FeedForward.Dense());
    }

    private IntFunction<ConvertedLayer> mixture(ConversionLayout.GlaSwaMoe mixture, List<AttentionSizes.Size> sizes) {
        SortedSet<Integer> full = mixture.fullAttention().among(layers);
        SortedSet<Integer> dense = mixture.dense().among(layers);
        FeedForward experts = new FeedForward.Experts(mixture.experts(), mixture.shared(), mixture.expertScale());
        return layer -> new ConvertedLayer(
                layer,
                new Attention.Parallel(
                        full.contains(layer) ? OptionalInt.empty() : OptionalInt.of(window),
                        sound(layer, sizes.get(layer).heads()),
                        sound(layer, sizes.get(layer).output()),
                        mixture.linearShare()),
                dense.contains(layer) ? new FeedForward.Dense() : experts);
    }

    private double sound(int layer, double size) {
        float stored = (float) size;
        if (!(stored > 0) || Float.isInfinite(stored)) {
            throw new ConversionException(
                    "%s: layer %d: expected attention outputs of a finite size above 0 on the text, found %s; convert it without a text"
                            .formatted(base, layer, size));
        }
        return size;
    }
}
