package org.spikingbrain4j.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Shape;

/** Names, shapes and sizes of values of all tensors of a checkpoint, in the Hugging Face layout. */
final class TensorPlan {
    private static final int GATE_RANK = 16;

    /** Of the codes: a byte holds three of it. */
    private static final double CODE_DEVIATION = 40;

    private final CheckpointShape shape;
    private final DataType linears;
    private final DataType floats;
    private final List<Planned> tensors = new ArrayList<>();

    /**
     * One tensor to be filled with normal values.
     *
     * @param mean of the values
     * @param deviation standard deviation of the values
     */
    record Planned(String name, DataType dataType, Shape shape, double mean, double deviation) {
        long bytes() {
            return shape.elements() * dataType.bytes();
        }
    }

    private TensorPlan(CheckpointShape shape, DataType linears) {
        this.shape = shape;
        this.linears = linears;
        this.floats = floats(linears);
    }

    /** The type of what is no linear: BF16 beside integers. */
    static DataType floats(DataType linears) {
        return linears == DataType.I8 ? DataType.BF16 : linears;
    }

    /**
     * The tensors in the order of the files.
     *
     * @param linears a float type, or I8: {@code NAME.codes} I8 [in, out] and {@code NAME.scales} F32 [groups, out] for every linear but
     *     a tied head and the second matrix of the gate
     */
    static List<Planned> of(CheckpointShape shape, DataType linears) {
        TensorPlan plan = new TensorPlan(shape, linears);
        plan.matrix(shape.glaSwa() ? "model.embeddings" : "model.embed_tokens", shape.vocabulary(), shape.hiddenSize());
        shape.mixture()
                .filter(mixture -> mixture.sinks() > 0)
                .ifPresent(mixture -> plan.add(
                        "model.sink_embeddings",
                        Shape.of(mixture.sinks(), shape.hiddenSize()),
                        0,
                        1 / Math.sqrt(shape.hiddenSize())));
        for (int layer = 0; layer < shape.layers(); layer++) {
            String prefix = "model.layers.%d.".formatted(layer);
            if (shape.mixture().isPresent()) {
                plan.hybridLayer(prefix, layer, shape.mixture().get());
            } else if (shape.glaSwa()) {
                plan.glaSwaLayer(layer);
            } else {
                plan.transformerLayer(prefix);
            }
        }
        plan.norm("model.norm", shape.hiddenSize());
        if (!shape.tiedEmbeddings()) {
            plan.linear("lm_head", shape.vocabulary(), shape.hiddenSize());
        }
        if (shape.mixture().isPresent()) { // last, because so little shifts all behind it off its cache line
            IntStream.range(0, shape.layers())
                    .forEach(layer -> plan.add("model.layers.%d.attn.mix".formatted(layer), Shape.of(2), 0.5, 0.1));
        }
        return List.copyOf(plan.tensors);
    }

    private void glaSwaLayer(int layer) {
        String prefix = "model.layers.%d.".formatted(layer);
        norm(prefix + "attn_norm", shape.hiddenSize());
        projections(prefix + "attn.", true);
        if (!shape.slidingWindow(layer)) {
            norm(prefix + "attn.g_norm", shape.heads().headDim());
            linear(prefix + "attn.gk_proj.0", GATE_RANK, shape.hiddenSize());
            matrix(prefix + "attn.gk_proj.1", shape.heads().kvColumns(), GATE_RANK);
            bias(prefix + "attn.gk_proj.1", shape.heads().kvColumns());
        }
        norm(prefix + "mlp_norm", shape.hiddenSize());
        feedForward(prefix + "mlp.");
    }

    private void hybridLayer(String prefix, int layer, MixtureShape mixture) {
        norm(prefix + "attn_norm", shape.hiddenSize());
        for (String branch : List.of("attn.linear", "attn.softmax")) {
            projections(prefix + branch + ".", true);
            norm(prefix + branch + "_norm", shape.hiddenSize());
        }
        norm(prefix + "attn.linear.g_norm", shape.heads().headDim());
        norm(prefix + "mlp_norm", shape.hiddenSize());
        if (mixture.dense().contains(layer)) {
            feedForward(prefix + "mlp.");
            return;
        }
        matrix(prefix + "moe.router", mixture.experts(), shape.hiddenSize());
        for (int expert = 0; expert < mixture.experts(); expert++) {
            feedForward(prefix + "moe.experts.%d.".formatted(expert));
        }
        if (mixture.shared() > 0) {
            feedForward(prefix + "moe.shared.");
        }
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
        linear(prefix + "q_proj", hidden, hidden);
        linear(prefix + "k_proj", kv, hidden);
        linear(prefix + "v_proj", kv, hidden);
        linear(prefix + "o_proj", hidden, hidden);
        if (biases) {
            bias(prefix + "q_proj", hidden);
            bias(prefix + "k_proj", kv);
            bias(prefix + "v_proj", kv);
        }
    }

    private void feedForward(String prefix) {
        linear(prefix + "gate_proj", shape.intermediateSize(), shape.hiddenSize());
        linear(prefix + "up_proj", shape.intermediateSize(), shape.hiddenSize());
        linear(prefix + "down_proj", shape.hiddenSize(), shape.intermediateSize());
    }

    private void linear(String name, int out, int in) {
        if (linears == DataType.I8) {
            integers(name, out, in);
        } else {
            matrix(name, out, in);
        }
    }

    // Code times scale deviates by 1 / sqrt(in), as the floats of a matrix do.
    private void integers(String name, int out, int in) {
        int groups = in / shape.groupSize().orElse(in);
        double scale = 1 / (CODE_DEVIATION * Math.sqrt(in));
        tensors.add(new Planned(name + ".codes", DataType.I8, Shape.of(in, out), 0, CODE_DEVIATION));
        tensors.add(new Planned(name + ".scales", DataType.F32, Shape.of(groups, out), scale, 0.1 * scale));
    }

    // Products keep the size of their input.
    private void matrix(String name, int out, int in) {
        add(name + ".weight", Shape.of(out, in), 0, 1 / Math.sqrt(in));
    }

    private void bias(String name, int n) {
        add(name + ".bias", Shape.of(n), 0, 0.1);
    }

    private void norm(String name, int n) {
        add(name + ".weight", Shape.of(n), 1, 0.1);
    }

    private void add(String name, Shape tensor, double mean, double deviation) {
        tensors.add(new Planned(name, floats, tensor, mean, deviation));
    }
}
