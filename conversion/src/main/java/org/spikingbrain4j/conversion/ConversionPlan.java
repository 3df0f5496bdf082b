package org.spikingbrain4j.conversion;

import java.util.List;
import java.util.OptionalInt;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.TokenIds;
import org.spikingbrain4j.conversion.PlannedTensor.Filling;
import org.spikingbrain4j.operators.Shape;

/** Every tensor of the converted model and where it comes from: the tables of docs/conversion.md. */
final class ConversionPlan {
    private static final String BASE_EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";
    private static final String FINAL_NORM = "model.norm.weight";
    private static final List<String> FEED_FORWARD = List.of("gate_proj.weight", "up_proj.weight", "down_proj.weight");
    private static final double SECOND_GATE_DEVIATION = 0.02;
    /** Enough for training to tell sinks apart. */
    private static final double SINK_SPREAD = 0.05;
    /** Deviation of a router's logits where its inputs have a root mean square of 1: all experts are then about as probable. */
    private static final double LOGIT_DEVIATION = 0.1;

    private final TensorPlan tensors;
    private final ModelConfig config;

    private ConversionPlan(TensorPlan tensors, ModelConfig config) {
        this.tensors = tensors;
        this.config = config;
    }

    /**
     * @param base one that {@link ConvertibleBase} allows
     * @param config of the new model
     * @param layers how they begin
     */
    static TensorPlan of(Checkpoint base, ModelConfig config, WeightType weightType, List<ConvertedLayer> layers) {
        TensorPlan tensors = new TensorPlan(base, weightType, BASE_EMBEDDING);
        new ConversionPlan(tensors, config).model(base.config().tiedEmbeddings(), layers);
        return tensors;
    }

    private void model(boolean tiedEmbeddings, List<ConvertedLayer> layers) {
        tensors.copy("model.embeddings.weight", BASE_EMBEDDING);
        if (config instanceof GlaSwaMoeConfig mixture && mixture.sinkTokens() > 0) {
            Filling nearby = new Filling.NearRow(BASE_EMBEDDING, firstToken(config.tokens()), SINK_SPREAD);
            fill("model.sink_embeddings", nearby, mixture.sinkTokens(), config.hiddenSize());
        }
        layers.forEach(this::layer);
        tensors.copy(FINAL_NORM, FINAL_NORM);
        if (tiedEmbeddings) {
            tensors.made(HEAD, TensorOrigin.COPIED_EMBEDDING, new Filling.Base(BASE_EMBEDDING, 1, 0));
        } else {
            tensors.copy(HEAD, HEAD);
        }
    }

    /** The token with which texts begin, or with which the one before ended: what the base's attention is used to as a place to rest. */
    private static OptionalInt firstToken(TokenIds tokens) {
        return tokens.bos().isPresent()
                ? tokens.bos()
                : tokens.eos().stream().mapToInt(Integer::intValue).findFirst();
    }

    private void layer(ConvertedLayer layer) {
        String name = "model.layers.%d.".formatted(layer.index());
        String module = name + "self_attn.";
        String attention = name + "attn.";
        tensors.copy(name + "attn_norm.weight", name + "input_layernorm.weight");
        switch (layer.attention()) {
            case ConvertedLayer.Attention.Window _ -> module(attention, module, 0);
            case ConvertedLayer.Attention.GatedLinear linear -> gatedLinear(attention, module, linear);
            case ConvertedLayer.Attention.Parallel parallel -> parallel(attention, module, parallel);
        }
        tensors.copy(name + "mlp_norm.weight", name + "post_attention_layernorm.weight");
        switch (layer.feedForward()) {
            case ConvertedLayer.FeedForward.Dense _ ->
                FEED_FORWARD.forEach(matrix -> tensors.copy(name + "mlp." + matrix, name + "mlp." + matrix));
            case ConvertedLayer.FeedForward.Experts experts -> mixture(name + "moe.", name + "mlp.", experts);
        }
    }

    private void module(String to, String from, double raise) {
        projection(to + "q_proj", from + "q_proj", config.heads().queryColumns(), raise);
        projection(to + "k_proj", from + "k_proj", config.heads().kvColumns(), raise);
        projection(to + "v_proj", from + "v_proj", config.heads().kvColumns(), 0);
        tensors.copy(to + "o_proj.weight", from + "o_proj.weight");
    }

    private void projection(String to, String from, int out, double raise) {
        tensors.copy(to + ".weight", from + ".weight");
        TensorOrigin raised = TensorOrigin.RAISED;
        if (tensors.baseHas(from + ".bias")) {
            TensorOrigin origin = raise == 0 ? TensorOrigin.COPIED : raised;
            tensors.made(to + ".bias", origin, new Filling.Base(from + ".bias", 1, raise));
        } else {
            TensorOrigin origin = raise == 0 ? TensorOrigin.ZEROS : raised;
            tensors.filled(to + ".bias", Shape.of(out), origin, new Filling.Constant(raise));
        }
    }

    private void gatedLinear(String to, String from, ConvertedLayer.Attention.GatedLinear linear) {
        int hidden = config.hiddenSize();
        int gates = config.heads().kvColumns();
        module(to, from, linear.featureBias());
        fill(
                to + "g_norm.weight",
                new Filling.Constant(linear.headNorm()),
                config.heads().headDim());
        fill(to + "gk_proj.0.weight", new Filling.Normal(1 / Math.sqrt(hidden)), linear.gateRank(), hidden);
        fill(to + "gk_proj.1.weight", new Filling.Normal(SECOND_GATE_DEVIATION), gates, linear.gateRank());
        fill(to + "gk_proj.1.bias", new Filling.Constant(0), gates);
    }

    private void parallel(String to, String from, ConvertedLayer.Attention.Parallel parallel) {
        module(to + "linear.", from, 0);
        module(to + "softmax.", from, 0);
        fill(
                to + "linear.g_norm.weight",
                new Filling.Constant(parallel.headNorm()),
                config.heads().headDim());
        fill(to + "linear_norm.weight", new Filling.Constant(parallel.branchNorm()), config.hiddenSize());
        fill(to + "softmax_norm.weight", new Filling.Constant(parallel.branchNorm()), config.hiddenSize());
        fill(to + "mix", new Filling.Values(List.of(parallel.linearShare(), 1 - parallel.linearShare())), 2);
    }

    private void mixture(String to, String from, ConvertedLayer.FeedForward.Experts experts) {
        int hidden = config.hiddenSize();
        fill(to + "router.weight", new Filling.Normal(LOGIT_DEVIATION / Math.sqrt(hidden)), experts.experts(), hidden);
        for (int expert = 0; expert < experts.experts(); expert++) {
            upcycled(to + "experts.%d.".formatted(expert), from, experts.scale());
        }
        if (experts.shared() > 0) {
            upcycled(to + "shared.", from, experts.scale());
        }
    }

    private void upcycled(String to, String from, double scale) {
        FEED_FORWARD.forEach(
                matrix -> tensors.made(to + matrix, TensorOrigin.SCALED, new Filling.Base(from + matrix, scale, 0)));
    }

    private void fill(String name, Filling filling, long... shape) {
        tensors.filled(name, Shape.of(shape), TensorOrigin.NEW, filling);
    }
}
