package org.spikingbrain4j.conversion;

import java.util.Optional;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.TransformerConfig;

/** The config of a converted model: that of its base, with layers and windows as the options say. */
final class ConvertedConfig {
    /** Divisor of the log-gates, a constant of the official code (spec 4.1). */
    private static final int GATE_NORMALIZER = 16;

    private ConvertedConfig() {}

    /** @throws ConversionException where the options do not fit the base */
    static GlaSwaConfig of(TransformerConfig base, ConversionOptions options) {
        if (options.gateRank() > base.hiddenSize()) {
            throw new ConversionException("gate rank: expected 1 to %d, the hidden size, found %d"
                    .formatted(base.hiddenSize(), options.gateRank()));
        }
        return new GlaSwaConfig(
                base.vocabularySize(),
                base.hiddenSize(),
                base.intermediateSize(),
                base.layers(),
                base.heads(),
                base.normEpsilon(),
                base.rotary(),
                base.maxPositions(),
                base.tokens(),
                options.window().orElseGet(() -> ConversionOptions.defaultWindow(base.maxPositions())),
                options.layout().windowLayers(base.layers()),
                options.gateRank(),
                GATE_NORMALIZER,
                Optional.empty());
    }
}
