package org.spikingbrain4j.model;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.operators.Weight;

/** Composes a {@code gla_swa_moe} checkpoint, the architecture of SpikingBrain-76B (spec spikingbrain-76b). */
final class GlaSwaMoeLayout {
    private final LayerLoader parts;
    private final WeightLoader weights;
    private final GlaSwaMoeConfig config;
    private final Optional<ExpertMemory> memory;
    private final int window;

    private GlaSwaMoeLayout(
            LayerLoader parts, GlaSwaMoeConfig config, ModelOptions options, Optional<ExpertMemory> memory) {
        this.parts = parts;
        this.weights = parts.weights();
        this.config = config;
        this.memory = memory;
        this.window = options.window(config.slidingWindow());
    }

    /** @param memory takes the routed experts, where it is bounded */
    static Layers load(LayerLoader parts, GlaSwaMoeConfig config, ModelOptions options, Optional<ExpertMemory> memory) {
        GlaSwaMoeLayout layout = new GlaSwaMoeLayout(parts, config, options, memory);
        return parts.spikingBrain(layout.sinks(), layout::block);
    }

    private Optional<Weight> sinks() {
        return config.sinkTokens() == 0
                ? Optional.empty()
                : Optional.of(weights.weight(SinkTokens.EMBEDDINGS, config.sinkTokens(), config.hiddenSize()));
    }

    private Block block(int layer) {
        String name = "model.layers." + layer;
        return new Block(
                parts.hiddenNorm(name + ".attn_norm"),
                mixer(name + ".attn", layer),
                parts.hiddenNorm(name + ".mlp_norm"),
                config.isMixture(layer)
                        ? mixture(name + ".moe", layer)
                        : parts.feedForward(name + ".mlp", layer, false));
    }

    private Mixer mixer(String name, int layer) {
        OptionalInt seen = config.fullAttentionLayers().contains(layer) ? OptionalInt.empty() : OptionalInt.of(window);
        return new ParallelHybrid(
                parts.linearAttention(name + ".linear", layer, FeatureMap.SIGMOID, _ -> new Gate.Tied()),
                parts.hiddenNorm(name + ".linear_norm"),
                parts.softmaxAttention(name + ".softmax", layer, true, false, seen, config.sinkTokens()),
                parts.hiddenNorm(name + ".softmax_norm"),
                weights.weight(name + ".mix", 2));
    }

    private MixtureOfExperts mixture(String name, int layer) {
        String router = name + ".router";
        return new MixtureOfExperts(
                router,
                weights.linear(router, config.hiddenSize(), config.experts(), false, Activation.DENSE),
                config.activeExperts(),
                experts(name)
                        .map(expert -> parts.feedForward(expert, layer, false))
                        .toList(),
                memory.map(bounded -> bounded.mixture(
                                experts(name).map(weights::mapped).toList()))
                        .orElse(ExpertPages.ANYWHERE),
                config.sharedExperts() == 0
                        ? Optional.empty()
                        : Optional.of(parts.feedForward(name + ".shared", layer, false)));
    }

    private Stream<String> experts(String name) {
        return IntStream.range(0, config.experts()).mapToObj(expert -> name + ".experts." + expert);
    }
}
