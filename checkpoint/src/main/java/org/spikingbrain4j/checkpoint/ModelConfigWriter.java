package org.spikingbrain4j.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.SortedSet;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.RotaryFrequencies;

/** Writes {@code config.json} of a model that is made here, in the words of Hugging Face and of the official release (spec 2). */
public final class ModelConfigWriter {
    private final ModelConfig config;
    private final Path file;
    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();

    private ModelConfigWriter(ModelConfig config, Path file) {
        this.config = config;
        this.file = file;
    }

    /**
     * Writes the file; what {@link Checkpoint#open} reads of it is equal to the config, as long as no
     * {@code generation_config.json} beside it names other tokens.
     *
     * @param weights type of the weights, F32, F16 or BF16: in what other programs load them
     * @param folder of the model
     * @throws ConfigException where the config is one that the layout has no words for; it names the field
     * @throws CheckpointException where the file cannot be written
     */
    public static void write(ModelConfig config, DataType weights, Path folder) {
        Path file = folder.resolve("config.json");
        ModelConfigWriter writer = new ModelConfigWriter(config, file);
        switch (config) {
            case GlaSwaConfig glaSwa -> writer.glaSwa(glaSwa);
            case GlaSwaMoeConfig mixture -> writer.glaSwaMoe(mixture);
            case TransformerConfig transformer -> writer.transformer(transformer);
        }
        writer.common(torchName(weights));
        JsonFile.write(file, writer.fields);
    }

    private void glaSwa(GlaSwaConfig glaSwa) {
        fields.putArray("architectures").add("GLAswaForCausalLM");
        fields.put("hidden_act", "swish");
        fields.put("norm_eps", glaSwa.normEpsilon());
        fields.put("sliding_window", glaSwa.slidingWindow());
        ArrayNode windowLayers = fields.putArray("attn_layers");
        glaSwa.windowLayers().forEach(windowLayers::add);
        fields.put("gate_low_rank_dim", glaSwa.gateRank());
        fields.put("gate_logit_normalizer", glaSwa.gateNormalizer());
        fields.put("attn_mode", "chunk");
        fields.put("use_short_conv", false);
        fields.put("elementwise_affine", true);
    }

    private void glaSwaMoe(GlaSwaMoeConfig mixture) {
        fields.putArray("architectures").add("GLAswaMoeForCausalLM");
        fields.put("hidden_act", "swish");
        fields.put("norm_eps", mixture.normEpsilon());
        fields.put("sliding_window", mixture.slidingWindow());
        ArrayNode full = fields.putArray("full_attention_layers");
        mixture.fullAttentionLayers().forEach(full::add);
        ArrayNode dense = fields.putArray("dense_ffn_layers");
        mixture.denseLayers().forEach(dense::add);
        fields.put("num_experts", mixture.experts());
        fields.put("num_experts_per_tok", mixture.activeExperts());
        fields.put("num_shared_experts", mixture.sharedExperts());
        fields.put("num_sink_tokens", mixture.sinkTokens());
        fields.put("linear_feature_map", "sigmoid");
        fields.put("linear_gate", "tied");
        fields.put("router_aux_loss_coef", mixture.routerLossWeight());
    }

    private void transformer(TransformerConfig transformer) {
        boolean llama = switch (transformer.modelType()) {
            case "llama" -> true;
            case "qwen2" -> false;
            default -> throw error("model_type", "llama or qwen2", Quote.of(transformer.modelType()));
        };
        requireBiases(transformer, llama);
        fields.putArray("architectures").add(llama ? "LlamaForCausalLM" : "Qwen2ForCausalLM");
        fields.put("hidden_act", "silu");
        fields.put("rms_norm_eps", transformer.normEpsilon());
        if (llama) {
            fields.put("attention_bias", transformer.attentionBias());
            fields.put("mlp_bias", transformer.mlpBias());
        } else {
            fields.put("use_sliding_window", false);
        }
    }

    /** Llama has biases on all four linears of attention or on none; Qwen2 on all but the last, always. */
    private void requireBiases(TransformerConfig transformer, boolean llama) {
        boolean attention = llama ? transformer.attentionBias() : true;
        boolean output = llama && attention;
        if (transformer.attentionBias() != attention || transformer.outputBias() != output) {
            throw error(
                    "attention_bias",
                    "biases of queries, keys and values %s, of the output %s".formatted(attention, output),
                    "%s and %s".formatted(transformer.attentionBias(), transformer.outputBias()));
        }
        if (!llama && transformer.mlpBias()) {
            throw error("mlp_bias", "false for qwen2", "true");
        }
    }

    private void common(String torchName) {
        AttentionHeads heads = config.heads();
        fields.put("model_type", config.modelType());
        fields.put("vocab_size", config.vocabularySize());
        fields.put("hidden_size", config.hiddenSize());
        fields.put("intermediate_size", config.intermediateSize());
        fields.put("num_hidden_layers", config.layers());
        fields.put("num_attention_heads", heads.queryHeads());
        fields.put("num_key_value_heads", heads.kvHeads());
        if (heads.queryColumns() != config.hiddenSize()) {
            fields.put("head_dim", heads.headDim());
        }
        fields.put("rope_theta", base(config.rotary()));
        fields.put("max_position_embeddings", config.maxPositions());
        fields.put("tie_word_embeddings", config.tiedEmbeddings());
        tokens(config.tokens());
        fields.put("torch_dtype", torchName);
        config.quantization().ifPresent(quantization -> QuantizedConfig.put(fields, quantization));
    }

    private double base(RotaryFrequencies rotary) {
        return rotary.base()
                .orElseThrow(() -> error("rope_theta", "plain rotary frequencies", "scaled ones, or of another form"));
    }

    private void tokens(TokenIds tokens) {
        tokens.bos().ifPresentOrElse(bos -> fields.put("bos_token_id", bos), () -> fields.putNull("bos_token_id"));
        SortedSet<Integer> eos = tokens.eos();
        if (eos.size() == 1) {
            fields.put("eos_token_id", eos.first());
        } else {
            ArrayNode all = fields.putArray("eos_token_id");
            eos.forEach(all::add);
        }
    }

    private static String torchName(DataType weights) {
        return switch (weights) {
            case F32 -> "float32";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            default ->
                throw new IllegalArgumentException("weights of floats: expected F32, F16 or BF16, found " + weights);
        };
    }

    private ConfigException error(String field, String expected, String found) {
        return new ConfigException("%s: field %s: expected %s, found %s; this model cannot be written"
                .formatted(file, field, expected, found));
    }
}
