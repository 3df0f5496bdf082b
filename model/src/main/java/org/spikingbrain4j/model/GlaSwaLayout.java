package org.spikingbrain4j.model;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.operators.AttentionHeads;

/** Composes a {@code gla_swa} checkpoint, the official layout of SpikingBrain-7B (spec 2). */
final class GlaSwaLayout {
    private final WeightLoader weights;
    private final GlaSwaConfig config;
    private final int window;

    private GlaSwaLayout(WeightLoader weights, GlaSwaConfig config, ModelOptions options) {
        this.weights = weights;
        this.config = config;
        this.window = config.slidingWindow() + (options.windowPlusOne() ? 1 : 0);
    }

    static Layers load(WeightLoader weights, GlaSwaConfig config, ModelOptions options) {
        Layers layers = new GlaSwaLayout(weights, config, options).layers();
        weights.requireAllTaken(name -> false);
        return layers;
    }

    private Layers layers() {
        int hidden = config.hiddenSize();
        int vocabulary = config.vocabularySize();
        return new Layers(
                weights.weight("model.embeddings.weight", vocabulary, hidden),
                IntStream.range(0, config.layers()).mapToObj(this::block).toList(),
                weights.norm("model.norm", hidden, config.normEpsilon()),
                weights.linear("lm_head", hidden, vocabulary));
    }

    private Block block(int layer) {
        String name = "model.layers." + layer;
        int hidden = config.hiddenSize();
        int intermediate = config.intermediateSize();
        Mixer mixer = config.windowLayers().contains(layer)
                ? windowAttention(name + ".attn")
                : gatedLinearAttention(name + ".attn");
        return new Block(
                weights.norm(name + ".attn_norm", hidden, config.normEpsilon()),
                mixer,
                weights.norm(name + ".mlp_norm", hidden, config.normEpsilon()),
                new SwiGlu(
                        weights.linear(name + ".mlp.gate_proj", hidden, intermediate),
                        weights.linear(name + ".mlp.up_proj", hidden, intermediate),
                        weights.linear(name + ".mlp.down_proj", intermediate, hidden)));
    }

    private Mixer gatedLinearAttention(String name) {
        AttentionHeads heads = config.heads();
        int hidden = config.hiddenSize();
        return new GatedLinearAttention(
                heads,
                weights.biasedLinear(name + ".q_proj", hidden, heads.queryColumns()),
                weights.biasedLinear(name + ".k_proj", hidden, heads.kvColumns()),
                weights.biasedLinear(name + ".v_proj", hidden, heads.kvColumns()),
                weights.linear(name + ".gk_proj.0", hidden, config.gateRank()),
                weights.biasedLinear(name + ".gk_proj.1", config.gateRank(), heads.kvColumns()),
                config.gateNormalizer(),
                weights.norm(name + ".g_norm", heads.headDim(), config.normEpsilon()),
                weights.linear(name + ".o_proj", heads.queryColumns(), hidden));
    }

    private Mixer windowAttention(String name) {
        AttentionHeads heads = config.heads();
        int hidden = config.hiddenSize();
        return new SoftmaxAttention(
                heads,
                weights.biasedLinear(name + ".q_proj", hidden, heads.queryColumns()),
                weights.biasedLinear(name + ".k_proj", hidden, heads.kvColumns()),
                weights.biasedLinear(name + ".v_proj", hidden, heads.kvColumns()),
                weights.linear(name + ".o_proj", heads.queryColumns(), hidden),
                config.rotary(),
                OptionalInt.of(window));
    }
}
