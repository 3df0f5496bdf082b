package org.spikingbrain4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Int8Matrix;

/** Reads {@code config.json} and {@code generation_config.json}; what would change the mathematics is refused by name. */
final class ModelConfigReader {
    private static final int MOST_CHANNELS = 1 << 20;
    private static final int MOST_HEADS = 1 << 12;
    private static final int MOST_LAYERS = 1 << 12;
    private static final int MOST_TOKENS = 1 << 24;

    private final ConfigFields config;
    private final ConfigFields generation;

    private ModelConfigReader(ConfigFields config, ConfigFields generation) {
        this.config = config;
        this.generation = generation;
    }

    /**
     * @throws ConfigException where a field is unsound or not supported
     * @throws UnsupportedModelException where the model_type is unknown
     */
    static ModelConfig read(Path directory) {
        ConfigFields config = ConfigFields.read(directory.resolve("config.json"));
        Path generation = directory.resolve("generation_config.json");
        return new ModelConfigReader(config, Files.exists(generation) ? ConfigFields.read(generation) : config).model();
    }

    /** The same of a text; what generates is in there too. */
    static ModelConfig parse(String where, String text) {
        ConfigFields config = ConfigFields.parse(where, text);
        return new ModelConfigReader(config, config).model();
    }

    private ModelConfig model() {
        String modelType = config.text("model_type", "gla_swa, gla_swa_moe, llama or qwen2");
        config.requireText("hidden_act", new TreeSet<>(Set.of("silu", "swish")));
        return switch (modelType) {
            case GlaSwaConfig.MODEL_TYPE -> glaSwa();
            case GlaSwaMoeConfig.MODEL_TYPE -> glaSwaMoe();
            case "llama", "qwen2" -> transformer(modelType.equals("llama"));
            default ->
                throw new UnsupportedModelException(
                        "%s: field model_type: %s is unknown; known are gla_swa, gla_swa_moe, llama and qwen2"
                                .formatted(config.where(), Quote.of(modelType)));
        };
    }

    private GlaSwaMoeConfig glaSwaMoe() {
        config.requireText("linear_feature_map", Set.of("sigmoid"));
        config.requireText("linear_gate", Set.of("tied"));
        config.requireFlag("tie_word_embeddings", false);
        config.requireAbsent("rope_scaling");
        int layers = layers();
        AttentionHeads heads = heads(kvHeads());
        int experts = config.integer("num_experts", 1, GlaSwaMoeConfig.MOST_EXPERTS);
        GlaSwaMoeConfigBuilder builder = GlaSwaMoeConfig.builder(
                        heads,
                        RotaryReader.read(config, heads.headDim(), 1e6),
                        new TokenIds(bos(OptionalInt.empty()), eos(List.of())))
                .vocabularySize(vocabulary())
                .hiddenSize(channels("hidden_size"))
                .intermediateSize(channels("intermediate_size"))
                .layers(layers)
                .normEpsilon(config.positive("norm_eps", 1e-6))
                .maxPositions(positions(131_072))
                .slidingWindow(config.integer("sliding_window", 1, GlaSwaMoeConfig.LARGEST_WINDOW))
                .fullAttentionLayers(listedLayers("full_attention_layers", layers))
                .denseLayers(listedLayers("dense_ffn_layers", layers))
                .experts(experts)
                .activeExperts(config.integer("num_experts_per_tok", 1, experts, 1))
                .sharedExperts(config.integer("num_shared_experts", 0, 1, 1))
                .sinkTokens(config.integer("num_sink_tokens", 0, GlaSwaMoeConfig.MOST_SINKS, 0))
                .routerLossWeight(config.positiveOrZero("router_aux_loss_coef", GlaSwaMoeConfig.DEFAULT_ROUTER_LOSS));
        quantization(layers).ifPresent(builder::quantization);
        return builder.build();
    }

    private GlaSwaConfig glaSwa() {
        config.requireFlag("use_short_conv", false);
        config.requireFlag("elementwise_affine", true);
        config.requireFlag("tie_word_embeddings", false);
        config.requireFlag("enable_spike", false);
        config.requireAbsent("rope_scaling");
        int layers = layers();
        AttentionHeads heads = heads(kvHeads());
        return new GlaSwaConfig(
                vocabulary(),
                channels("hidden_size"),
                channels("intermediate_size"),
                layers,
                heads,
                config.positive("norm_eps", 1e-6),
                RotaryReader.read(config, heads.headDim(), 1e6),
                positions(131_072),
                new TokenIds(bos(OptionalInt.empty()), eos(List.of())),
                config.integer("sliding_window", 1, Integer.MAX_VALUE - 1),
                windowLayers(layers),
                config.integer("gate_low_rank_dim", 1, MOST_CHANNELS, 16),
                config.integer("gate_logit_normalizer", 1, MOST_CHANNELS, 16),
                quantization(layers));
    }

    private TransformerConfig transformer(boolean llama) {
        config.requireFlag("use_sliding_window", false);
        requireFullAttention();
        requireWholeRotation();
        AttentionHeads heads = heads(kvHeads());
        int layers = layers();
        boolean llamaBias = llama && config.flag("attention_bias", false);
        return new TransformerConfig(
                llama ? "llama" : "qwen2",
                vocabulary(),
                channels("hidden_size"),
                channels("intermediate_size"),
                layers,
                heads,
                config.positive("rms_norm_eps", 1e-6),
                RotaryReader.read(config, heads.headDim(), 10_000),
                positions(llama ? 2048 : 32_768),
                config.flag("tie_word_embeddings", false),
                // Hugging Face's LlamaConfig has these ids where the file does not mention them.
                new TokenIds(bos(llama ? OptionalInt.of(1) : OptionalInt.empty()), eos(llama ? List.of(2) : List.of())),
                !llama || llamaBias,
                llamaBias,
                llama && config.flag("mlp_bias", false),
                quantization(layers));
    }

    private void requireFullAttention() {
        if (config.has("layer_types")) {
            JsonNode types = config.object().get("layer_types");
            if (!types.isArray()
                    || !types.valueStream().allMatch(type -> type.asText().equals("full_attention"))) {
                throw config.unsupported("layer_types", "a list of full_attention for every layer");
            }
        }
    }

    private void requireWholeRotation() {
        if (config.positive("partial_rotary_factor", 1) != 1) {
            throw config.unsupported("partial_rotary_factor", "1");
        }
    }

    private Optional<Int8Quantization> quantization(int layers) {
        return config.nested("quantization_config").map(fields -> {
            fields.text("quant_method", Int8Quantization.METHOD);
            fields.requireText("quant_method", Set.of(Int8Quantization.METHOD));
            return new Int8Quantization(
                    fields.integer("group_size", 0, Int8Matrix.LARGEST_GROUP), fields.positives("k", layers));
        });
    }

    private int vocabulary() {
        return config.integer("vocab_size", 1, MOST_TOKENS);
    }

    private int channels(String field) {
        return config.integer(field, 1, MOST_CHANNELS);
    }

    private int layers() {
        return config.integer("num_hidden_layers", 1, MOST_LAYERS);
    }

    private int positions(int otherwise) {
        return config.integer("max_position_embeddings", 1, Integer.MAX_VALUE, otherwise);
    }

    private int kvHeads() {
        return config.integer("num_key_value_heads", 1, MOST_HEADS, queryHeads());
    }

    private int queryHeads() {
        return config.integer("num_attention_heads", 1, MOST_HEADS);
    }

    private AttentionHeads heads(int kvHeads) {
        int queryHeads = queryHeads();
        if (queryHeads % kvHeads != 0) {
            throw config.error(
                    "num_key_value_heads", "a divisor of num_attention_heads " + queryHeads, String.valueOf(kvHeads));
        }
        int headDim = headDim(queryHeads);
        if (headDim % 2 != 0) {
            throw config.error(
                    config.has("head_dim") ? "head_dim" : "hidden_size",
                    "an even number of channels per head for the rotary embedding",
                    String.valueOf(headDim));
        }
        return new AttentionHeads(queryHeads, kvHeads, headDim);
    }

    private int headDim(int queryHeads) {
        int hiddenSize = channels("hidden_size");
        if (config.has("head_dim")) {
            return config.integer("head_dim", 1, MOST_CHANNELS / queryHeads);
        }
        if (hiddenSize % queryHeads != 0) {
            throw config.error(
                    "hidden_size", "a multiple of num_attention_heads " + queryHeads, String.valueOf(hiddenSize));
        }
        return hiddenSize / queryHeads;
    }

    private SortedSet<Integer> windowLayers(int layers) {
        if (!config.has("attn_layers")) {
            return IntStream.range(0, layers)
                    .filter(layer -> layer % 2 == 1)
                    .boxed()
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        return listedLayers("attn_layers", layers);
    }

    private SortedSet<Integer> listedLayers(String field, int layers) {
        List<Integer> listed = config.integers(field, 0, layers - 1);
        Set<Integer> seen = new HashSet<>();
        listed.stream().filter(layer -> !seen.add(layer)).findFirst().ifPresent(twice -> {
            throw config.error(field, "each layer once", "layer %d twice".formatted(twice));
        });
        return new TreeSet<>(listed);
    }

    private OptionalInt bos(OptionalInt otherwise) {
        ConfigFields source = generation.has("bos_token_id") ? generation : config;
        return source.mentions("bos_token_id") ? source.tokenId("bos_token_id", vocabulary()) : otherwise;
    }

    private SortedSet<Integer> eos(List<Integer> otherwise) {
        ConfigFields source = generation.has("eos_token_id") ? generation : config;
        return new TreeSet<>(
                source.mentions("eos_token_id") ? source.oneOrMore("eos_token_id", 0, vocabulary() - 1) : otherwise);
    }
}
