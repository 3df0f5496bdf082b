package org.spikingbrain4j.testkit;

import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.operators.Shape;

/** Names, shapes and sizes of values of all tensors of a checkpoint, in the Hugging Face layout. */
final class TensorPlan {
    private static final int GATE_RANK = 16;

    private final CheckpointShape shape;
    private final List<Planned> tensors = new ArrayList<>();

    /**
     * One tensor to be filled with normal values.
     *
     * @param mean of the values
     * @param deviation standard deviation of the values
     */
    record Planned(String name, Shape shape, double mean, double deviation) {}

    private TensorPlan(CheckpointShape shape) {
        this.shape = shape;
    }

    static List<Planned> of(CheckpointShape shape) {
        TensorPlan plan = new TensorPlan(shape);
        plan.matrix(shape.glaSwa() ? "model.embeddings" : "model.embed_tokens", shape.vocabulary(), shape.hiddenSize());
        for (int layer = 0; layer < shape.layers(); layer++) {
            if (shape.glaSwa()) {
                plan.glaSwaLayer(layer);
            } else {
                plan.transformerLayer("model.layers.%d.".formatted(layer));
            }
        }
        plan.norm("model.norm", shape.hiddenSize());
        if (!shape.tiedEmbeddings()) {
            plan.matrix("lm_head", shape.vocabulary(), shape.hiddenSize());
        }
        return List.copyOf(plan.tensors);
    }

    private void glaSwaLayer(int layer) {
        String prefix = "model.layers.%d.".formatted(layer);
        norm(prefix + "attn_norm", shape.hiddenSize());
        projections(prefix + "attn.", true);
        if (!shape.slidingWindow(layer)) {
            norm(prefix + "attn.g_norm", shape.heads().headDim());
            matrix(prefix + "attn.gk_proj.0", GATE_RANK, shape.hiddenSize());
            matrix(prefix + "attn.gk_proj.1", shape.heads().kvColumns(), GATE_RANK);
            bias(prefix + "attn.gk_proj.1", shape.heads().kvColumns());
        }
        norm(prefix + "mlp_norm", shape.hiddenSize());
        feedForward(prefix + "mlp.");
    }

    private void transformerLayer(String prefix) {
        norm(prefix + "input_layernorm", shape.hiddenSize());
        projections(prefix + "self_attn.", shape.modelType().equals("qwen2"));
        norm(prefix + "post_attention_layernorm", shape.hiddenSize());
        feedForward(prefix + "mlp.");
    }

    private void projections(String prefix, boolean biases) {
        int hidden = shape.hiddenSize();
        int kv = shape.heads().kvColumns();
        matrix(prefix + "q_proj", hidden, hidden);
        matrix(prefix + "k_proj", kv, hidden);
        matrix(prefix + "v_proj", kv, hidden);
        matrix(prefix + "o_proj", hidden, hidden);
        if (biases) {
            bias(prefix + "q_proj", hidden);
            bias(prefix + "k_proj", kv);
            bias(prefix + "v_proj", kv);
        }
    }

    private void feedForward(String prefix) {
        matrix(prefix + "gate_proj", shape.intermediateSize(), shape.hiddenSize());
        matrix(prefix + "up_proj", shape.intermediateSize(), shape.hiddenSize());
        matrix(prefix + "down_proj", shape.hiddenSize(), shape.intermediateSize());
    }

    // Products keep the size of their input.
    private void matrix(String name, int out, int in) {
        tensors.add(new Planned(name + ".weight", Shape.of(out, in), 0, 1 / Math.sqrt(in)));
    }

    private void bias(String name, int n) {
        tensors.add(new Planned(name + ".bias", Shape.of(n), 0, 0.1));
    }

    private void norm(String name, int n) {
        tensors.add(new Planned(name + ".weight", Shape.of(n), 1, 0.1));
    }
}
