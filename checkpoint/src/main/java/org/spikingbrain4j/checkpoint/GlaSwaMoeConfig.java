package org.spikingbrain4j.checkpoint;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.RotaryFrequencies;

/**
 * The architecture of SpikingBrain-76B ({@code gla_swa_moe}, spec spikingbrain-76b): every layer runs linear attention and softmax
 * attention side by side, most feed-forward networks are mixtures of experts, and sink tokens stand before every text.
 *
 * @param intermediateSize of the dense feed-forward network and of every expert
 * @param slidingWindow keys a query sees beside the sinks, itself included, in layers without full attention
 * @param fullAttentionLayers 0-based: their softmax attention sees all keys
 * @param denseLayers 0-based: their feed-forward network is dense
 * @param experts routed experts of a mixture
 * @param activeExperts of these, for every token
 * @param sharedExperts always active: 0 or 1
 * @param sinkTokens trained embeddings before every text
 * @param routerLossWeight of the loss that balances the load in training
 */
public record GlaSwaMoeConfig(
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        AttentionHeads heads,
        double normEpsilon,
        RotaryFrequencies rotary,
        int maxPositions,
        TokenIds tokens,
        int slidingWindow,
        SortedSet<Integer> fullAttentionLayers,
        SortedSet<Integer> denseLayers,
        int experts,
        int activeExperts,
        int sharedExperts,
        int sinkTokens,
        double routerLossWeight,
        Optional<Int8Quantization> quantization)
        implements ModelConfig {
    public static final String MODEL_TYPE = "gla_swa_moe";

    /** More than any model has, few enough to be no mistake. */
    public static final int MOST_EXPERTS = 1 << 12;

    /** The same of sink tokens, which are read at once. */
    public static final int MOST_SINKS = 1 << 12;

    /** Weight of the router's loss where nothing is said. */
    public static final double DEFAULT_ROUTER_LOSS = 0.01;

    /** @throws IllegalArgumentException where a number is out of its range; it names the field of {@code config.json} */
    public GlaSwaMoeConfig {
        fullAttentionLayers = Collections.unmodifiableSortedSet(new TreeSet<>(fullAttentionLayers));
        denseLayers = Collections.unmodifiableSortedSet(new TreeSet<>(denseLayers));
        requireRange("vocab_size", vocabularySize, 1, Integer.MAX_VALUE);
        requireRange("hidden_size", hiddenSize, 1, Integer.MAX_VALUE);
        requireRange("intermediate_size", intermediateSize, 1, Integer.MAX_VALUE);
        requireRange("num_hidden_layers", layers, 1, Integer.MAX_VALUE);
        requireRange("max_position_embeddings", maxPositions, 1, Integer.MAX_VALUE);
        requireRange("sliding_window", slidingWindow, 1, LARGEST_WINDOW);
        requireLayers("full_attention_layers", fullAttentionLayers, layers);
        requireLayers("dense_ffn_layers", denseLayers, layers);
        requireRange("num_experts", experts, 1, MOST_EXPERTS);
        requireRange("num_experts_per_tok", activeExperts, 1, experts);
        requireRange("num_shared_experts", sharedExperts, 0, 1);
        requireRange("num_sink_tokens", sinkTokens, 0, MOST_SINKS);
        require("norm_eps", "a positive number", normEpsilon > 0 && Double.isFinite(normEpsilon), normEpsilon);
        boolean weighed = routerLossWeight >= 0 && Double.isFinite(routerLossWeight);
        require("router_aux_loss_coef", "a number of at least 0", weighed, routerLossWeight);
        int ofLayers = quantization.map(found -> found.k().size()).orElse(layers);
        require("quantization_config.k", "one for each of %d layers".formatted(layers), ofLayers == layers, ofLayers);
    }

    private static void requireLayers(String field, SortedSet<Integer> some, int layers) {
        some.forEach(layer -> requireRange(field, layer, 0, layers - 1));
    }

    private static void requireRange(String field, int value, int least, int most) {
        require(field, "%d to %d".formatted(least, most), value >= least && value <= most, value);
    }

    private static void require(String field, String expected, boolean sound, Object found) {
        if (!sound) {
            throw new IllegalArgumentException(
                    "%s: %s: expected %s, found %s".formatted(MODEL_TYPE, field, expected, found));
        }
    }

    /** One to be built up by names. */
    public static GlaSwaMoeConfigBuilder builder(AttentionHeads heads, RotaryFrequencies rotary, TokenIds tokens) {
        return new GlaSwaMoeConfigBuilder(heads, rotary, tokens);
    }

    /** One to be built up on what every model has, as another has it: sizes, heads, norms, positions and tokens. */
    public static GlaSwaMoeConfigBuilder builder(ModelConfig other) {
        return builder(other.heads(), other.rotary(), other.tokens())
                .vocabularySize(other.vocabularySize())
                .hiddenSize(other.hiddenSize())
                .intermediateSize(other.intermediateSize())
                .layers(other.layers())
                .normEpsilon(other.normEpsilon())
                .maxPositions(other.maxPositions());
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    /** Always false: the output matrix is its own tensor. */
    @Override
    public boolean tiedEmbeddings() {
        return false;
    }

    /** Whether the feed-forward network of a layer is a mixture. */
    public boolean isMixture(int layer) {
        return !denseLayers.contains(layer);
    }
}
