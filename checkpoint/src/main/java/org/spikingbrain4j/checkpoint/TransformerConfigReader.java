package org.spikingbrain4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalInt;
import org.spikingbrain4j.operators.AttentionHeads;

/** Reads the configurations of Transformers. */
final class TransformerConfigReader {
    private final ModelFields fields;
    private final ConfigFields config;

    TransformerConfigReader(ModelFields fields) {
        this.fields = fields;
        this.config = fields.config();
    }

    TransformerConfig read(boolean llama) {
        config.requireFlag("use_sliding_window", false);
        requireFullAttention();
        requireWholeRotation();
        AttentionHeads heads = fields.heads();
        int layers = fields.layers();
        boolean llamaBias = llama && config.flag("attention_bias", false);
        return new TransformerConfig(
                llama ? "llama" : "qwen2",
                fields.vocabulary(),
                fields.channels("hidden_size"),
                fields.channels("intermediate_size"),
                layers,
                heads,
                config.positive("rms_norm_eps", 1e-6),
                RotaryReader.read(config, heads.headDim(), 10_000),
                fields.positions(llama ? 2048 : 32_768),
                config.flag("tie_word_embeddings", false),
                // Hugging Face's LlamaConfig has these ids where the file does not mention them.
                new TokenIds(
                        fields.bos(llama ? OptionalInt.of(1) : OptionalInt.empty()),
                        fields.eos(llama ? List.of(2) : List.of())),
                !llama || llamaBias,
                llamaBias,
                llama && config.flag("mlp_bias", false),
                fields.quantization(layers));
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
}
