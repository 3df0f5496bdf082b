package org.spikingbrain4j.checkpoint;

import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.RotaryFrequencies;

/** Collects a {@link GlaSwaMoeConfig} by the names of its components; sizes have no default, and a config without them is refused. */
public final class GlaSwaMoeConfigBuilder {
    private final AttentionHeads heads;
    private final RotaryFrequencies rotary;
    private final TokenIds tokens;
    private int vocabularySize;
    private int hiddenSize;
    private int intermediateSize;
    private int layers;
    private double normEpsilon = 1e-6;
    private int maxPositions;
    private int slidingWindow;
    private SortedSet<Integer> fullAttentionLayers = new TreeSet<>();
    private SortedSet<Integer> denseLayers = new TreeSet<>();
    private int experts;
    private int activeExperts;
    private int sharedExperts = 1;
    private int sinkTokens;
    private double routerLossWeight = GlaSwaMoeConfig.DEFAULT_ROUTER_LOSS;
    private Optional<Int8Quantization> quantization = Optional.empty();

    GlaSwaMoeConfigBuilder(AttentionHeads heads, RotaryFrequencies rotary, TokenIds tokens) {
        this.heads = heads;
        this.rotary = rotary;
        this.tokens = tokens;
    }

    public GlaSwaMoeConfigBuilder vocabularySize(int size) {
        vocabularySize = size;
        return this;
    }

    public GlaSwaMoeConfigBuilder hiddenSize(int channels) {
        hiddenSize = channels;
        return this;
    }

    /** Of the dense feed-forward network and of every expert. */
    public GlaSwaMoeConfigBuilder intermediateSize(int channels) {
        intermediateSize = channels;
        return this;
    }

    public GlaSwaMoeConfigBuilder layers(int count) {
        layers = count;
        return this;
    }

    /** Default: 1e-6. */
    public GlaSwaMoeConfigBuilder normEpsilon(double epsilon) {
        normEpsilon = epsilon;
        return this;
    }

    public GlaSwaMoeConfigBuilder maxPositions(int positions) {
        maxPositions = positions;
        return this;
    }

    /** Keys a query sees beside the sinks, itself included, in layers without full attention. */
    public GlaSwaMoeConfigBuilder slidingWindow(int keys) {
        slidingWindow = keys;
        return this;
    }

    /** Default: none. */
    public GlaSwaMoeConfigBuilder fullAttentionLayers(Set<Integer> some) {
        fullAttentionLayers = new TreeSet<>(some);
        return this;
    }

    /** Layers without a mixture; default: none. */
    public GlaSwaMoeConfigBuilder denseLayers(Set<Integer> some) {
        denseLayers = new TreeSet<>(some);
        return this;
    }

    /** Routed experts of a mixture. */
    public GlaSwaMoeConfigBuilder experts(int count) {
        experts = count;
        return this;
    }

    /** Routed experts of a token. */
    public GlaSwaMoeConfigBuilder activeExperts(int count) {
        activeExperts = count;
        return this;
    }

    /** Experts of every token, 0 or 1; default: 1. */
    public GlaSwaMoeConfigBuilder sharedExperts(int count) {
        sharedExperts = count;
        return this;
    }

    /** Default: none. */
    public GlaSwaMoeConfigBuilder sinkTokens(int count) {
        sinkTokens = count;
        return this;
    }

    /** Default: {@link GlaSwaMoeConfig#DEFAULT_ROUTER_LOSS}. */
    public GlaSwaMoeConfigBuilder routerLossWeight(double weight) {
        routerLossWeight = weight;
        return this;
    }

    /** Default: weights are floats. */
    public GlaSwaMoeConfigBuilder quantization(Int8Quantization how) {
        quantization = Optional.of(how);
        return this;
    }

    /** @throws IllegalArgumentException where a number is missing or out of its range; it names the field of {@code config.json} */
    public GlaSwaMoeConfig build() {
        return new GlaSwaMoeConfig(
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                normEpsilon,
                rotary,
                maxPositions,
                tokens,
                slidingWindow,
                fullAttentionLayers,
                denseLayers,
                experts,
                activeExperts,
                sharedExperts,
                sinkTokens,
                routerLossWeight,
                quantization);
    }
}
