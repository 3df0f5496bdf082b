package org.spikingbrain4j.model;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;

/** Composes a {@code gla_swa} checkpoint, the official layout of SpikingBrain-7B and of its W8ASpike variant (spec 2). */
final class GlaSwaLayout {
    private final LayerLoader parts;
    private final WeightLoader weights;
    private final GlaSwaConfig config;
    private final int window;

    private GlaSwaLayout(LayerLoader parts, GlaSwaConfig config, ModelOptions options) {
        this.parts = parts;
        this.weights = parts.weights();
        this.config = config;
        this.window = config.slidingWindow() + (options.windowPlusOne() ? 1 : 0);
    }

    static Layers load(LayerLoader parts, GlaSwaConfig config, ModelOptions options) {
        Layers layers = new GlaSwaLayout(parts, config, options).layers();
        parts.weights().requireAllTaken(name -> false);
        return layers;
    }

    private Layers layers() {
        int hidden = config.hiddenSize();
        int vocabulary = config.vocabularySize();
        return new Layers(
                weights.weight("model.embeddings.weight", vocabulary, hidden),
                Optional.empty(),
                IntStream.range(0, config.layers()).mapToObj(this::block).toList(),
                parts.hiddenNorm("model.norm"),
                weights.linear("lm_head", hidden, vocabulary, false, Activation.DENSE));
    }

    private Block block(int layer) {
        String name = "model.layers." + layer;
        Mixer mixer = config.windowLayers().contains(layer)
                ? parts.softmaxAttention(name + ".attn", layer, true, false, OptionalInt.of(window))
                : gatedLinearAttention(name + ".attn", layer);
        return new Block(
                parts.hiddenNorm(name + ".attn_norm"),
                mixer,
                parts.hiddenNorm(name + ".mlp_norm"),
                parts.feedForward(name + ".mlp", layer, false));
    }

    private Mixer gatedLinearAttention(String name, int layer) {
        return parts.linearAttention(
                name,
                layer,
                FeatureMap.RELU,
                input -> new Gate.Own(gate(name + ".gk_proj", input), config.gateNormalizer()));
    }

    /** One full linear in W8ASpike, else two thin ones. */
    private Linear gate(String name, Activation input) {
        int hidden = config.hiddenSize();
        int out = config.heads().kvColumns();
        if (weights.hasLinear(name)) {
            return weights.linear(name, hidden, out, true, input);
        }
        return new Linear.LowRank(
                weights.linear(name + ".0", hidden, config.gateRank(), false, input),
                weights.linear(name + ".1", config.gateRank(), out, true, Activation.DENSE));
    }
}
