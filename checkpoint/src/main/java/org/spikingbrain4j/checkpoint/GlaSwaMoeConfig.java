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

    public GlaSwaMoeConfig {
        fullAttentionLayers = Collections.unmodifiableSortedSet(new TreeSet<>(fullAttentionLayers));
        denseLayers = Collections.unmodifiableSortedSet(new TreeSet<>(denseLayers));
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
