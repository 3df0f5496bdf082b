package org.spikingbrain4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/**
 * A small {@code gla_swa_moe} checkpoint of random float32 weights (spec spikingbrain-76b), the same for the same seed.
 *
 * @param fullAttention layers whose softmax attention sees everything
 * @param dense layers without a mixture
 * @param shared experts, 0 or 1
 */
public record MixtureCheckpoint(
        int layers,
        AttentionHeads heads,
        int intermediate,
        int vocabulary,
        int window,
        List<Integer> fullAttention,
        List<Integer> dense,
        int experts,
        int active,
        int shared,
        int sinks,
        long seed) {
    /** Three layers with all that there is: a window, full attention, a dense network, four experts, five sinks. */
    public static final MixtureCheckpoint TINY =
            new MixtureCheckpoint(3, new AttentionHeads(4, 2, 16), 96, 320, 8, List.of(1), List.of(0), 4, 1, 1, 5, 1);

    public MixtureCheckpoint withExperts(int newExperts, int newActive, int newShared) {
        return new MixtureCheckpoint(
                layers,
                heads,
                intermediate,
                vocabulary,
                window,
                fullAttention,
                dense,
                newExperts,
                newActive,
                newShared,
                sinks,
                seed);
    }

    public MixtureCheckpoint withSinks(int newSinks) {
        return new MixtureCheckpoint(
                layers,
                heads,
                intermediate,
                vocabulary,
                window,
                fullAttention,
                dense,
                experts,
                active,
                shared,
                newSinks,
                seed);
    }

    public MixtureCheckpoint withSeed(long newSeed) {
        return new MixtureCheckpoint(
                layers,
                heads,
                intermediate,
                vocabulary,
                window,
                fullAttention,
                dense,
                experts,
                active,
                shared,
                sinks,
                newSeed);
    }

    /** Writes config and weights to a new directory. */
    public Path write(Path directory) {
        try {
            Files.createDirectories(directory);
            SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors(), Map.of("format", "pt"));
            Files.writeString(directory.resolve("config.json"), config());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a checkpoint to " + directory, e);
        }
    }

    private String config() {
        return """
                {"model_type": "gla_swa_moe", "hidden_act": "swish", "vocab_size": %d, "hidden_size": %d,
                 "intermediate_size": %d, "num_hidden_layers": %d, "num_attention_heads": %d,
                 "num_key_value_heads": %d, "head_dim": %d, "norm_eps": 1e-6, "rope_theta": 1000000.0,
                 "max_position_embeddings": 131072, "sliding_window": %d, "full_attention_layers": [%s],
                 "dense_ffn_layers": [%s], "num_experts": %d, "num_experts_per_tok": %d, "num_shared_experts": %d,
                 "num_sink_tokens": %d, "linear_feature_map": "sigmoid", "linear_gate": "tied",
                 "router_aux_loss_coef": 0.01, "torch_dtype": "float32", "eos_token_id": 0}
                """.formatted(
                        vocabulary,
                        heads.queryColumns(),
                        intermediate,
                        layers,
                        heads.queryHeads(),
                        heads.kvHeads(),
                        heads.headDim(),
                        window,
                        numbers(fullAttention),
                        numbers(dense),
                        experts,
                        active,
                        shared,
                        sinks);
    }

    private static String numbers(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** All weights, by name. */
    public List<HostTensor> tensors() {
        Random random = new Random(seed);
        int hidden = heads.queryColumns();
        List<HostTensor> tensors = new ArrayList<>();
        tensors.add(normal(random, "model.embeddings.weight", 1, vocabulary, hidden));
        if (sinks > 0) {
            tensors.add(normal(random, "model.sink_embeddings", 1, sinks, hidden));
        }
        for (int layer = 0; layer < layers; layer++) {
            String name = "model.layers." + layer;
            tensors.add(positive(random, name + ".attn_norm.weight", hidden));
            tensors.add(positive(random, name + ".mlp_norm.weight", hidden));
            for (String branch : List.of("linear", "softmax")) {
                attention(random, name + ".attn." + branch, tensors);
                tensors.add(positive(random, name + ".attn." + branch + "_norm.weight", hidden));
            }
            tensors.add(positive(random, name + ".attn.linear.g_norm.weight", heads.headDim()));
            tensors.add(positive(random, name + ".attn.mix", 2));
            feedForward(random, name, layer, tensors);
        }
        tensors.add(positive(random, "model.norm.weight", hidden));
        tensors.add(linear(random, "lm_head.weight", vocabulary, hidden));
        return tensors;
    }

    private void attention(Random random, String name, List<HostTensor> tensors) {
        int hidden = heads.queryColumns();
        for (String projection : List.of("q", "k", "v")) {
            int out = projection.equals("q") ? hidden : heads.kvColumns();
            tensors.add(linear(random, name + "." + projection + "_proj.weight", out, hidden));
            tensors.add(normal(random, name + "." + projection + "_proj.bias", 0.3, out));
        }
        tensors.add(linear(random, name + ".o_proj.weight", hidden, hidden));
    }

    private void feedForward(Random random, String name, int layer, List<HostTensor> tensors) {
        if (dense.contains(layer)) {
            swiGlu(random, name + ".mlp", tensors);
            return;
        }
        tensors.add(linear(random, name + ".moe.router.weight", experts, heads.queryColumns()));
        for (int expert = 0; expert < experts; expert++) {
            swiGlu(random, name + ".moe.experts." + expert, tensors);
        }
        if (shared > 0) {
            swiGlu(random, name + ".moe.shared", tensors);
        }
    }

    private void swiGlu(Random random, String name, List<HostTensor> tensors) {
        int hidden = heads.queryColumns();
        tensors.add(linear(random, name + ".gate_proj.weight", intermediate, hidden));
        tensors.add(linear(random, name + ".up_proj.weight", intermediate, hidden));
        tensors.add(linear(random, name + ".down_proj.weight", hidden, intermediate));
    }

    private static HostTensor linear(Random random, String name, int out, int in) {
        return normal(random, name, 1 / Math.sqrt(in), out, in);
    }

    private static HostTensor normal(Random random, String name, double deviation, long... shape) {
        return filled(name, () -> deviation * random.nextGaussian(), shape);
    }

    private static HostTensor positive(Random random, String name, long... shape) {
        return filled(name, () -> 0.5 + random.nextDouble(), shape);
    }

    private static HostTensor filled(String name, java.util.function.DoubleSupplier value, long... shape) {
        Shape size = Shape.of(shape);
        float[] values = new float[Math.toIntExact(size.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.getAsDouble();
        }
        return HostTensor.of(name, size, values);
    }
}
