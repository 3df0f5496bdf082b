package org.spikingbrain4j.checkpoint;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Int8Matrix;

/** What the configurations of all models have, checked. */
final class ModelFields {
    static final int MOST_CHANNELS = 1 << 20;

    private static final int MOST_HEADS = 1 << 12;
    private static final int MOST_LAYERS = 1 << 12;
    private static final int MOST_TOKENS = 1 << 24;

    private final ConfigFields config;
    private final ConfigFields generation;

    /** @param generation has the ids of tokens that begin and end, where it mentions them */
    ModelFields(ConfigFields config, ConfigFields generation) {
        this.config = config;
        this.generation = generation;
    }

    ConfigFields config() {
        return config;
    }

    Optional<Int8Quantization> quantization(int layers) {
        return config.nested("quantization_config").map(fields -> {
            fields.text("quant_method", Int8Quantization.METHOD);
            fields.requireText("quant_method", Set.of(Int8Quantization.METHOD));
            return new Int8Quantization(
                    fields.integer("group_size", 0, Int8Matrix.LARGEST_GROUP), fields.positives("k", layers));
        });
    }

    int vocabulary() {
        return config.integer("vocab_size", 1, MOST_TOKENS);
    }

    int channels(String field) {
        return config.integer(field, 1, MOST_CHANNELS);
    }

    int layers() {
        return config.integer("num_hidden_layers", 1, MOST_LAYERS);
    }

    int positions(int otherwise) {
        return config.integer("max_position_embeddings", 1, Integer.MAX_VALUE, otherwise);
    }

    int slidingWindow() {
        return config.integer("sliding_window", 1, ModelConfig.LARGEST_WINDOW);
    }

    private int kvHeads() {
        return config.integer("num_key_value_heads", 1, MOST_HEADS, queryHeads());
    }

    private int queryHeads() {
        return config.integer("num_attention_heads", 1, MOST_HEADS);
    }

    AttentionHeads heads() {
        int kvHeads = kvHeads();
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

    SortedSet<Integer> listedLayers(String field, int layers) {
        List<Integer> listed = config.integers(field, 0, layers - 1);
        Set<Integer> seen = new HashSet<>();
        listed.stream().filter(layer -> !seen.add(layer)).findFirst().ifPresent(twice -> {
            throw config.error(field, "each layer once", "layer %d twice".formatted(twice));
        });
        return new TreeSet<>(listed);
    }

    OptionalInt bos(OptionalInt otherwise) {
        ConfigFields source = generation.has("bos_token_id") ? generation : config;
        return source.mentions("bos_token_id") ? source.tokenId("bos_token_id", vocabulary()) : otherwise;
    }

    SortedSet<Integer> eos(List<Integer> otherwise) {
        ConfigFields source = generation.has("eos_token_id") ? generation : config;
        return new TreeSet<>(
                source.mentions("eos_token_id") ? source.oneOrMore("eos_token_id", 0, vocabulary() - 1) : otherwise);
    }
}
