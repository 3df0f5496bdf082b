package org.spikingbrain4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/** A complete random model of a few kilobytes: one layer of gated linear attention, one with a window. */
final class TinyModel {
    private static final int HIDDEN = 32;
    private static final int VOCABULARY = 32;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEF";
    private static final int GATE_RANK = 16;
    private static final String CONFIG = """
            {"model_type": "gla_swa", "hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2, "attn_layers": [1],
             "num_attention_heads": 2, "num_key_value_heads": 1, "sliding_window": 8, "rope_theta": 10000.0, "norm_eps": 1e-6,
             "vocab_size": 32, "max_position_embeddings": 1024, "hidden_act": "swish", "tie_word_embeddings": false,
             "bos_token_id": 0}
            """;
    private static final String TOKENIZER = """
            {"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": null, "post_processor": null,
             "decoder": {"type": "ByteFallback"}, "model": {"type": "BPE", "vocab": {%s}, "merges": []}}
            """;

    private final Random random = new Random(1);
    private final List<HostTensor> tensors = new ArrayList<>();

    private TinyModel() {}

    static void write(Path folder) throws IOException {
        String vocabulary = IntStream.range(0, VOCABULARY)
                .mapToObj(id -> "\"%c\": %d".formatted(LETTERS.charAt(id), id))
                .collect(Collectors.joining(", "));
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER.formatted(vocabulary));
        TinyModel model = new TinyModel();
        model.addAll();
        SafetensorsWriter.write(folder.resolve("model.safetensors"), model.tensors, Map.of());
    }

    private void addAll() {
        int kvColumns = HIDDEN / 2;
        add("model.embeddings.weight", VOCABULARY, HIDDEN);
        for (String layer : List.of("model.layers.0.", "model.layers.1.")) {
            add(layer + "attn_norm.weight", HIDDEN);
            add(layer + "mlp_norm.weight", HIDDEN);
            addBiased(layer + "attn.q_proj", HIDDEN, HIDDEN);
            addBiased(layer + "attn.k_proj", kvColumns, HIDDEN);
            addBiased(layer + "attn.v_proj", kvColumns, HIDDEN);
            for (String square : List.of("attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj")) {
                add(layer + square + ".weight", HIDDEN, HIDDEN);
            }
        }
        add("model.layers.0.attn.g_norm.weight", kvColumns);
        add("model.layers.0.attn.gk_proj.0.weight", GATE_RANK, HIDDEN);
        addBiased("model.layers.0.attn.gk_proj.1", kvColumns, GATE_RANK);
        add("model.norm.weight", HIDDEN);
        add("lm_head.weight", VOCABULARY, HIDDEN);
    }

    private void addBiased(String name, long out, long in) {
        add(name + ".weight", out, in);
        add(name + ".bias", out);
    }

    private void add(String name, long... dimensions) {
        Shape shape = Shape.of(dimensions);
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian(0, 0.1);
        }
        tensors.add(HostTensor.of(name, shape, values));
    }
}
