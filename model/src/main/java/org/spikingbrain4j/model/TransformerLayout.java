package org.spikingbrain4j.model;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Weight;

/** Composes {@code llama} and {@code qwen2} checkpoints in the Hugging Face layout: full attention in every layer. */
final class TransformerLayout {
    private static final String HEAD = "lm_head";

    private final WeightLoader weights;
    private final TransformerConfig config;

    private TransformerLayout(WeightLoader weights, TransformerConfig config) {
        this.weights = weights;
        this.config = config;
    }

    static Layers load(WeightLoader weights, TransformerConfig config) {
        Layers layers = new TransformerLayout(weights, config).layers();
        // Old exports store the rotary table, and tied heads a second copy of the embedding.
        weights.requireAllTaken(name ->
                name.endsWith("rotary_emb.inv_freq") || (config.tiedEmbeddings() && name.equals(HEAD + ".weight")));
        return layers;
    }

    private Layers layers() {
        int hidden = config.hiddenSize();
        int vocabulary = config.vocabularySize();
        Weight embedding = weights.weight("model.embed_tokens.weight", vocabulary, hidden);
        return new Layers(
                embedding,
                IntStream.range(0, config.layers()).mapToObj(this::block).toList(),
                weights.norm("model.norm", hidden, config.normEpsilon()),
                config.tiedEmbeddings() ? new Linear.Unbiased(embedding) : weights.linear(HEAD, hidden, vocabulary));
    }

    private Block block(int layer) {
        String name = "model.layers." + layer;
        int hidden = config.hiddenSize();
        int intermediate = config.intermediateSize();
        boolean bias = config.mlpBias();
        return new Block(
                weights.norm(name + ".input_layernorm", hidden, config.normEpsilon()),
                fullAttention(name + ".self_attn"),
                weights.norm(name + ".post_attention_layernorm", hidden, config.normEpsilon()),
                new SwiGlu(
                        weights.linear(name + ".mlp.gate_proj", hidden, intermediate, bias),
                        weights.linear(name + ".mlp.up_proj", hidden, intermediate, bias),
                        weights.linear(name + ".mlp.down_proj", intermediate, hidden, bias)));
    }

    private Mixer fullAttention(String name) {
        AttentionHeads heads = config.heads();
        int hidden = config.hiddenSize();
        boolean bias = config.attentionBias();
        return new SoftmaxAttention(
                heads,
                weights.linear(name + ".q_proj", hidden, heads.queryColumns(), bias),
                weights.linear(name + ".k_proj", hidden, heads.kvColumns(), bias),
                weights.linear(name + ".v_proj", hidden, heads.kvColumns(), bias),
                weights.linear(name + ".o_proj", heads.queryColumns(), hidden, config.outputBias()),
                config.rotary(),
                OptionalInt.empty());
    }
}
