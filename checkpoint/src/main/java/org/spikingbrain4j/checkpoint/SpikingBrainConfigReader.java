package org.spikingbrain4j.checkpoint;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.AttentionHeads;

/** Reads the configurations of both kinds of SpikingBrain. */
final class SpikingBrainConfigReader {
    private final ModelFields fields;
    private final ConfigFields config;

    SpikingBrainConfigReader(ModelFields fields) {
        this.fields = fields;
        this.config = fields.config();
    }

    GlaSwaConfig glaSwa() {
        requireKnownLayers();
        int layers = fields.layers();
        AttentionHeads heads = fields.heads();
        return new GlaSwaConfig(
                fields.vocabulary(),
                fields.channels("hidden_size"),
                fields.channels("intermediate_size"),
                layers,
                heads,
                config.positive("norm_eps", 1e-6),
                RotaryReader.read(config, heads.headDim(), 1e6),
                fields.positions(131_072),
                new TokenIds(fields.bos(OptionalInt.empty()), fields.eos(List.of())),
                fields.slidingWindow(),
                windowLayers(layers),
                config.integer("gate_low_rank_dim", 1, ModelFields.MOST_CHANNELS, 16),
                config.integer("gate_logit_normalizer", 1, ModelFields.MOST_CHANNELS, 16),
                fields.quantization(layers));
    }

    GlaSwaMoeConfig glaSwaMoe() {
        config.requireText("linear_feature_map", Set.of("sigmoid"));
        config.requireText("linear_gate", Set.of("tied"));
        config.requireAbsent("attn_layers");
        config.requireFlag("norm_topk_prob", false);
        requireKnownLayers();
        int layers = fields.layers();
        AttentionHeads heads = fields.heads();
        int intermediate = fields.channels("intermediate_size");
        config.integer("moe_intermediate_size", intermediate, intermediate, intermediate);
        int experts = config.integer("num_experts", 1, GlaSwaMoeConfig.MOST_EXPERTS);
        GlaSwaMoeConfigBuilder builder = GlaSwaMoeConfig.builder(
                        heads,
                        RotaryReader.read(config, heads.headDim(), 1e6),
                        new TokenIds(fields.bos(OptionalInt.empty()), fields.eos(List.of())))
                .vocabularySize(fields.vocabulary())
                .hiddenSize(fields.channels("hidden_size"))
                .intermediateSize(intermediate)
                .layers(layers)
                .normEpsilon(config.positive("norm_eps", 1e-6))
                .maxPositions(fields.positions(131_072))
                .slidingWindow(fields.slidingWindow())
                .fullAttentionLayers(fields.listedLayers("full_attention_layers", layers))
                .denseLayers(fields.listedLayers("dense_ffn_layers", layers))
                .experts(experts)
                // No tensor shows a wrong one: no default.
                .activeExperts(config.integer("num_experts_per_tok", 1, experts))
                .sharedExperts(config.integer("num_shared_experts", 0, 1, 1))
                .sinkTokens(config.integer("num_sink_tokens", 0, GlaSwaMoeConfig.MOST_SINKS, 0))
                .routerLossWeight(config.positiveOrZero("router_aux_loss_coef", GlaSwaMoeConfig.DEFAULT_ROUTER_LOSS));
        fields.quantization(layers).ifPresent(builder::quantization);
        return builder.build();
    }

    private SortedSet<Integer> windowLayers(int layers) {
        if (!config.has("attn_layers")) {
            return IntStream.range(0, layers)
                    .filter(layer -> layer % 2 == 1)
                    .boxed()
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        return fields.listedLayers("attn_layers", layers);
    }

    /** What the official code can do otherwise, and this project cannot. */
    private void requireKnownLayers() {
        config.requireFlag("use_short_conv", false);
        config.requireFlag("elementwise_affine", true);
        config.requireFlag("tie_word_embeddings", false);
        config.requireFlag("enable_spike", false);
        config.requireAbsent("rope_scaling");
    }
}
