package org.spikingbrain4j.cli;

import java.util.Optional;
import java.util.TreeSet;
import org.spikingbrain4j.conversion.ConversionLayout;
import org.spikingbrain4j.conversion.LayerChoice;
import picocli.CommandLine.Option;

/** What a Transformer is converted to. Flags that the layout has no place for are refused. */
final class LayoutFlags {
    private static final String MIXTURE = "gla-swa-moe";

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            description = {
                "gla-swa: even layers gated linear attention, odd ones attention to a window, counted from 0;",
                "swa: all layers a window, to compare with; gla: none; gla-swa-moe: both kinds of attention in every",
                "layer, experts, sink tokens. Default: gla-swa."
            })
    private String layout;

    @Option(
            names = "--window-layers",
            paramLabel = "LIST",
            description =
                    "These layers attend to a window instead, such as 1,3,5; all others are gated linear attention.")
    private String windowLayers;

    @Option(names = "--gate-rank", paramLabel = "N", description = "Inner channels of the new gates. Default: 16.")
    private Integer gateRank;

    @Option(
            names = "--feature-bias",
            paramLabel = "X",
            description =
                    "Added to the biases of queries and keys where negative values get lost: in gated linear attention. Default: 0.3.")
    private Double featureBias;

    @Option(
            names = "--full-attention-layers",
            paramLabel = "LIST",
            description = {
                "gla-swa-moe: layers with full attention instead of a window, such as 6,13, or none, or all.",
                "Default: one in seven, at least one, the last one among them."
            })
    private String fullAttentionLayers;

    @Option(
            names = "--dense-layers",
            paramLabel = "LIST",
            description = {
                "gla-swa-moe: layers without experts, such as 0,1, or none, or all. Default: those at the depth of",
                "SpikingBrain-76B's 0,1,2,4,6,8,10 of 28."
            })
    private String denseLayers;

    @Option(names = "--experts", paramLabel = "N", description = "gla-swa-moe: experts of a layer. Default: 16.")
    private Integer experts;

    @Option(names = "--active", paramLabel = "N", description = "gla-swa-moe: of these, for a token. Default: 1.")
    private Integer active;

    @Option(
            names = "--shared",
            paramLabel = "N",
            description = "gla-swa-moe: experts beside these for every token, 0 or 1. Default: 1.")
    private Integer shared;

    @Option(names = "--sinks", paramLabel = "N", description = "gla-swa-moe: tokens before every text. Default: 128.")
    private Integer sinks;

    @Option(
            names = "--linear-share",
            paramLabel = "X",
            description = {
                "gla-swa-moe: the weight that linear attention begins with in every layer, 0 to 1; softmax attention",
                "has the rest, and training moves both. Default: 0.5."
            })
    private Double linearShare;

    /**
     * @throws InputException where a flag has no meaning for the layout, or a list is none
     * @throws org.spikingbrain4j.conversion.ConversionException where a number is out of its range
     */
    ConversionLayout layout() {
        return MIXTURE.equals(layout) ? mixture() : hybrid();
    }

    private ConversionLayout mixture() {
        refuse("--window-layers", windowLayers, "every layer has a window; see --full-attention-layers");
        refuse("--gate-rank", gateRank, "its gates are tied to its keys");
        refuse("--feature-bias", featureBias, "sigmoids lose no negative values");
        if ("all".equals(denseLayers)) {
            refuseWithoutExperts("--experts", experts);
            refuseWithoutExperts("--active", active);
            refuseWithoutExperts("--shared", shared);
        }
        ConversionLayout.GlaSwaMoe numbers = ConversionLayout.GlaSwaMoe.DEFAULT;
        return new ConversionLayout.GlaSwaMoe(
                layers("--full-attention-layers", fullAttentionLayers).orElse(numbers.fullAttention()),
                layers("--dense-layers", denseLayers).orElse(numbers.dense()),
                Optional.ofNullable(experts).orElse(numbers.experts()),
                Optional.ofNullable(active).orElse(numbers.active()),
                Optional.ofNullable(shared).orElse(numbers.shared()),
                Optional.ofNullable(sinks).orElse(numbers.sinks()),
                Optional.ofNullable(linearShare).orElse(numbers.linearShare()));
    }

    private static void refuse(String flag, Object value, String reason) {
        if (value != null) {
            throw new InputException("%s: not with --layout %s: %s".formatted(flag, MIXTURE, reason));
        }
    }

    private static void refuseWithoutExperts(String flag, Object value) {
        if (value != null) {
            throw new InputException(
                    "%s: not with --dense-layers all, which leaves no layer to experts".formatted(flag));
        }
    }

    private ConversionLayout hybrid() {
        requireMixture("--full-attention-layers", fullAttentionLayers);
        requireMixture("--dense-layers", denseLayers);
        requireMixture("--experts", experts);
        requireMixture("--active", active);
        requireMixture("--shared", shared);
        requireMixture("--sinks", sinks);
        requireMixture("--linear-share", linearShare);
        ConversionLayout.GlaSwa numbers = ConversionLayout.GlaSwa.DEFAULT;
        return new ConversionLayout.GlaSwa(
                windows(),
                Optional.ofNullable(gateRank).orElse(numbers.gateRank()),
                Optional.ofNullable(featureBias).orElse(numbers.featureBias()));
    }

    private static void requireMixture(String flag, Object value) {
        if (value != null) {
            throw new InputException("%s: needs --layout %s".formatted(flag, MIXTURE));
        }
    }

    private LayerChoice windows() {
        if (windowLayers != null) {
            if (layout != null) {
                throw new InputException("--layout and --window-layers: both say which layers; give one of them");
            }
            return listed("--window-layers", "layers such as 1,3,5", windowLayers);
        }
        return switch (layout) {
            case null -> ConversionLayout.GlaSwa.DEFAULT.windows();
            case "gla-swa" -> LayerChoice.Rule.ODD;
            case "swa" -> LayerChoice.Rule.ALL;
            case "gla" -> LayerChoice.Rule.NONE;
            default -> throw new InputException("--layout: expected gla-swa, swa, gla or gla-swa-moe, found " + layout);
        };
    }

    private static Optional<LayerChoice> layers(String flag, String list) {
        return switch (list) {
            case null -> Optional.empty();
            case "none" -> Optional.of(LayerChoice.Rule.NONE);
            case "all" -> Optional.of(LayerChoice.Rule.ALL);
            default -> Optional.of(listed(flag, "layers such as 0,1, or none, or all", list));
        };
    }

    private static LayerChoice listed(String flag, String expected, String list) {
        TreeSet<Integer> layers = new TreeSet<>();
        try {
            for (String layer : list.split(",", -1)) {
                if (!layers.add(Integer.valueOf(layer.strip()))) {
                    throw new InputException("%s: each layer once, found %s twice".formatted(flag, layer.strip()));
                }
            }
        } catch (NumberFormatException e) {
            String found = list.isBlank() ? "nothing" : list;
            throw new InputException("%s: expected %s, found %s".formatted(flag, expected, found), e);
        }
        return new LayerChoice.Listed(flag, layers);
    }
}
