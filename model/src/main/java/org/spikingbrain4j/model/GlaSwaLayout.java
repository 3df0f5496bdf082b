package org.spikingbrain4j.model;

import java.util.Optional;
import java.util.OptionalInt;
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
        this.window = options.window(config.slidingWindow());
    }

    static Layers load(LayerLoader parts, GlaSwaConfig config, ModelOptions options) {
        return parts.spikingBrain(Optional.empty(), new GlaSwaLayout(parts, config, options)::block);
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
