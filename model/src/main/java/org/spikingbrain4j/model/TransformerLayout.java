package org.spikingbrain4j.model;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.operators.Weight;

/** Composes {@code llama} and {@code qwen2} checkpoints in the Hugging Face layout: full attention in every layer. */
final class TransformerLayout {
    private static final String HEAD = "lm_head";

    private final LayerLoader parts;
    private final WeightLoader weights;
    private final TransformerConfig config;

    private TransformerLayout(LayerLoader parts, TransformerConfig config) {
        this.parts = parts;
        this.weights = parts.weights();
        this.config = config;
    }

    static Layers load(LayerLoader parts, TransformerConfig config) {
        Layers layers = new TransformerLayout(parts, config).layers();
        // Old exports store the rotary table, and tied heads a second copy of the embedding.
        parts.weights()
                .requireAllTaken(name -> name.endsWith("rotary_emb.inv_freq")
                        || (config.tiedEmbeddings() && name.equals(HEAD + ".weight")));
        return layers;
    }

    private Layers layers() {
        int hidden = config.hiddenSize();
        int vocabulary = config.vocabularySize();
        Weight embedding = weights.weight("model.embed_tokens.weight", vocabulary, hidden);
        return new Layers(
                embedding,
                Optional.empty(),
                IntStream.range(0, config.layers()).mapToObj(this::block).toList(),
                parts.hiddenNorm("model.norm"),
                config.tiedEmbeddings()
                        ? new Linear.Unbiased(embedding)
                        : weights.linear(HEAD, hidden, vocabulary, false, Activation.DENSE));
    }

    private Block block(int layer) {
        String name = "model.layers." + layer;
        return new Block(
                parts.hiddenNorm(name + ".input_layernorm"),
                parts.softmaxAttention(
                        name + ".self_attn", layer, config.attentionBias(), config.outputBias(), OptionalInt.empty()),
                parts.hiddenNorm(name + ".post_attention_layernorm"),
                parts.feedForward(name + ".mlp", layer, config.mlpBias()));
    }
}
