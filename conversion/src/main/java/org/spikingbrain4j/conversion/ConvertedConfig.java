package org.spikingbrain4j.conversion;

import java.util.Optional;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.TransformerConfig;

/** The config of a converted model: that of its base, with layers and windows as the options say. */
final class ConvertedConfig {
    /** Divisor of the log-gates, a constant of the official code (spec 4.1). */
    private static final int GATE_NORMALIZER = 16;

    private ConvertedConfig() {}

    /** @throws ConversionException where the options do not fit the base */
    static ModelConfig of(TransformerConfig base, ConversionOptions options) {
        int window = options.windowOf(base.maxPositions());
        return switch (options.layout()) {
            case ConversionLayout.GlaSwa layout -> glaSwa(base, layout, window);
            case ConversionLayout.GlaSwaMoe layout -> glaSwaMoe(base, layout, window);
        };
    }

    private static GlaSwaConfig glaSwa(TransformerConfig base, ConversionLayout.GlaSwa layout, int window) {
        if (layout.gateRank() > base.hiddenSize()) {
            throw new ConversionException("gate rank: expected 1 to %d, the hidden size, found %d"
                    .formatted(base.hiddenSize(), layout.gateRank()));
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
                window,
                layout.windows().among(base.layers()),
                layout.gateRank(),
                GATE_NORMALIZER,
                Optional.empty());
    }

    private static GlaSwaMoeConfig glaSwaMoe(TransformerConfig base, ConversionLayout.GlaSwaMoe layout, int window) {
        return GlaSwaMoeConfig.builder(base)
                .slidingWindow(window)
                .fullAttentionLayers(layout.fullAttention().among(base.layers()))
                .denseLayers(layout.dense().among(base.layers()))
                .experts(layout.experts())
                .activeExperts(layout.active())
                .sharedExperts(layout.shared())
                .sinkTokens(layout.sinks())
                .build();
    }
}
