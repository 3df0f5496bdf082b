package org.spikingbrain4j.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.DataType;

/** The JSON files of a random checkpoint. */
final class CheckpointJson {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private CheckpointJson() {}

    static void writeConfig(Path directory, CheckpointShape shape, DataType dataType) throws IOException {
        ObjectNode config = JSON.createObjectNode();
        config.put("model_type", shape.modelType());
        config.put("vocab_size", shape.vocabulary());
        config.put("hidden_size", shape.hiddenSize());
        config.put("intermediate_size", shape.intermediateSize());
        config.put("num_hidden_layers", shape.layers());
        config.put("num_attention_heads", shape.heads().queryHeads());
        config.put("num_key_value_heads", shape.heads().kvHeads());
        config.put("max_position_embeddings", 131_072);
        config.put("rope_theta", 1e6);
        config.put("tie_word_embeddings", shape.tiedEmbeddings());
        config.put("bos_token_id", Math.min(1, shape.vocabulary() - 1));
        config.put("eos_token_id", Math.min(2, shape.vocabulary() - 1));
        config.put("torch_dtype", torchName(TensorPlan.floats(dataType)));
        if (shape.glaSwa()) {
            addGlaSwa(config, shape);
        } else {
            config.put("hidden_act", "silu");
            config.put("rms_norm_eps", 1e-6);
        }
        if (dataType == DataType.I8) {
            addQuantisation(config, shape);
        }
        JSON.writeValue(directory.resolve("config.json").toFile(), config);
    }

    private static void addQuantisation(ObjectNode config, CheckpointShape shape) {
        ObjectNode quantisation = config.putObject("quantization_config");
        quantisation.put("quant_method", "spikingbrain_int8");
        quantisation.put("group_size", shape.groupSize().orElse(0));
        ArrayNode k = quantisation.putArray("k");
        IntStream.range(0, shape.layers()).forEach(layer -> k.add(3.0));
    }

    private static void addGlaSwa(ObjectNode config, CheckpointShape shape) {
        config.put("hidden_act", "swish");
        config.put("norm_eps", 1e-6);
        config.put("sliding_window", shape.window());
        if (shape.mixture().isPresent()) {
            addMixture(config, shape.mixture().get());
            return;
        }
        config.putArray("architectures").add("GLAswaForCausalLM");
        config.put("use_short_conv", false);
        ArrayNode windowLayers = config.putArray("attn_layers");
        IntStream.range(0, shape.layers()).filter(shape::slidingWindow).forEach(windowLayers::add);
    }

    private static void addMixture(ObjectNode config, MixtureShape mixture) {
        mixture.fullAttention().forEach(config.putArray("full_attention_layers")::add);
        mixture.dense().forEach(config.putArray("dense_ffn_layers")::add);
        config.put("num_experts", mixture.experts());
        config.put("num_experts_per_tok", mixture.active());
        config.put("num_shared_experts", mixture.shared());
        config.put("num_sink_tokens", mixture.sinks());
        config.put("linear_feature_map", "sigmoid");
        config.put("linear_gate", "tied");
        config.put("router_aux_loss_coef", 0.01);
    }

    /**
     * @param fileName the name of a shard by its index
     */
    static void writeIndex(
            Path directory, long bytes, List<List<TensorPlan.Planned>> shards, IntFunction<String> fileName)
            throws IOException {
        ObjectNode index = JSON.createObjectNode();
        index.putObject("metadata").put("total_size", bytes);
        ObjectNode files = index.putObject("weight_map");
        for (int i = 0; i < shards.size(); i++) {
            for (TensorPlan.Planned tensor : shards.get(i)) {
                files.put(tensor.name(), fileName.apply(i));
            }
        }
        JSON.writeValue(directory.resolve("model.safetensors.index.json").toFile(), index);
    }

    private static String torchName(DataType type) {
        return switch (type) {
            case F32 -> "float32";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            default -> throw new IllegalArgumentException("no weights of " + type);
        };
    }
}
