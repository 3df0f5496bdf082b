package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.AttentionHeads;

class ModelConfigTest {
    private static final String LLAMA = """
            {"model_type": "llama", "hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 3,
             "num_attention_heads": 6, "vocab_size": 100}""";

    @TempDir
    Path folder;

    @Test
    void readsGlaSwa() {
        GlaSwaConfig config = (GlaSwaConfig) read(Samples.GLA_CONFIG);
        assertThat(config.modelType()).isEqualTo("gla_swa");
        assertThat(config.vocabularySize()).isEqualTo(320);
        assertThat(config.hiddenSize()).isEqualTo(64);
        assertThat(config.intermediateSize()).isEqualTo(160);
        assertThat(config.layers()).isEqualTo(5);
        assertThat(config.heads()).isEqualTo(new AttentionHeads(4, 2, 16));
        assertThat(config.normEpsilon()).isEqualTo(1e-6);
        assertThat(config.rotary().inverse()).hasSize(8);
        assertThat(config.rotary().inverse()[1]).isEqualTo(Math.pow(1e6, -1.0 / 8));
        assertThat(config.maxPositions()).isEqualTo(131072);
        assertThat(config.tiedEmbeddings()).isFalse();
        assertThat(config.slidingWindow()).isEqualTo(16);
        assertThat(config.windowLayers()).containsExactly(1, 3);
        assertThat(config.gateRank()).isEqualTo(16);
        assertThat(config.gateNormalizer()).isEqualTo(16);
        assertThat(config.tokens().bos()).hasValue(1);
        assertThat(config.tokens().eos()).containsExactly(2);
    }

    @Test
    void readsTheListOfWindowLayers() {
        assertThat(gla("\"attn_layers\": [4, 0]").windowLayers()).containsExactly(0, 4);
        assertThat(gla("\"attn_layers\": []").windowLayers()).isEmpty();
        assertThat(gla("\"attn_layers\": null").windowLayers()).containsExactly(1, 3);
        assertThat(gla("\"quant_weight_group_size\": 128").windowLayers()).containsExactly(1, 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"attn_layers\": [1, 5]         | attn_layers            | an integer from 0 to 4, found 5",
                "\"attn_layers\": [-1]           | attn_layers            | found -1",
                "\"attn_layers\": [1, 3, 1]      | attn_layers            | layer 1 twice",
                "\"attn_layers\": [1.5]          | attn_layers            | found 1.5",
                "\"attn_layers\": \"1\"          | attn_layers            | a list, found \"1\"",
                "\"hidden_act\": \"gelu\"        | hidden_act             | \"gelu\" is not supported, only silu or swish",
                "\"use_short_conv\": true        | use_short_conv         | true is not supported",
                "\"elementwise_affine\": false   | elementwise_affine     | false is not supported",
                "\"tie_word_embeddings\": true   | tie_word_embeddings    | true is not supported",
                "\"enable_spike\": true          | enable_spike           | true is not supported",
                "\"rope_scaling\": {}            | rope_scaling           | an object is not supported",
                "\"quantization_config\": {}     | quantization_config.quant_method | spikingbrain_int8, found nothing",
                "\"quantization_config\": 8      | quantization_config    | an object or null, found 8",
                "\"hidden_size\": 0              | hidden_size            | found 0",
                "\"hidden_size\": 66             | hidden_size            | a multiple of num_attention_heads 4, found 66",
                "\"hidden_size\": 12             | hidden_size            | an even number of channels per head",
                "\"hidden_size\": 64.0           | hidden_size            | found 64.0",
                "\"hidden_size\": \"64\"         | hidden_size            | found \"64\"",
                "\"hidden_size\": null           | hidden_size            | found nothing",
                "\"hidden_size\": 99999999999    | hidden_size            | found 99999999999",
                "\"num_key_value_heads\": 3      | num_key_value_heads    | a divisor of num_attention_heads 4, found 3",
                "\"num_hidden_layers\": 2000000000 | num_hidden_layers    | found 2000000000",
                "\"vocab_size\": -1              | vocab_size             | found -1",
                "\"sliding_window\": null        | sliding_window         | found nothing",
                "\"norm_eps\": 0                 | norm_eps               | a positive number within the range of float32, found 0",
                "\"norm_eps\": 1e999             | norm_eps               | a positive number",
                "\"norm_eps\": 1e-40           | norm_eps               | within the range of float32, found 1.0E-40",
                "\"rope_theta\": 1e39          | rope_theta             | within the range of float32",
                "\"norm_eps\": \"1e-6\"          | norm_eps               | found \"1e-6\"",
                "\"rope_theta\": -3              | rope_theta             | found -3",
                "\"max_position_embeddings\": [] | max_position_embeddings | found a list",
                "\"eos_token_id\": 320           | eos_token_id           | an integer from 0 to 319, found 320",
                "\"eos_token_id\": [1, true]     | eos_token_id           | found true",
                "\"bos_token_id\": -1            | bos_token_id           | found -1",
                "\"use_short_conv\": 1           | use_short_conv         | true or false, found 1",
            })
    void namesTheUnsoundField(String field, String name, String expected) {
        assertThatThrownBy(() -> gla(field))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("config.json", "field " + name + ":", expected)
                .satisfies(refusal -> assertThat(refusal.getMessage().lines()).hasSize(1));
    }

    @Test
    void readsGlaSwaMoe() {
        GlaSwaMoeConfig config = (GlaSwaMoeConfig) read(Samples.MIXTURE_CONFIG);
        assertThat(config.modelType()).isEqualTo("gla_swa_moe");
        assertThat(config.fullAttentionLayers()).containsExactly(4);
        assertThat(config.denseLayers()).containsExactly(0, 2);
        assertThat(config.isMixture(0)).isFalse();
        assertThat(config.isMixture(1)).isTrue();
        assertThat(config.experts()).isEqualTo(8);
        assertThat(config.activeExperts()).isEqualTo(2);
        assertThat(config.sharedExperts()).isEqualTo(1);
        assertThat(config.sinkTokens()).isEqualTo(128);
        assertThat(config.routerLossWeight()).isEqualTo(0.02);
        assertThat(config.longestSequence()).isEmpty();
        GlaSwaMoeConfig free = (GlaSwaMoeConfig) read(with(Samples.MIXTURE_CONFIG, "\"router_aux_loss_coef\": 0"));
        assertThat(free.routerLossWeight()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"num_experts\": 0                  | num_experts           | an integer from 1 to 4096, found 0",
                "\"num_experts\": 1                  | num_experts_per_tok   | from 1 to 1, found 2",
                "\"num_experts\": null               | num_experts           | found nothing",
                "\"num_experts_per_tok\": 9          | num_experts_per_tok   | an integer from 1 to 8, found 9",
                "\"num_experts_per_tok\": null       | num_experts_per_tok   | found nothing",
                "\"num_experts_per_tok\": 0          | num_experts_per_tok   | found 0",
                "\"num_shared_experts\": 2           | num_shared_experts    | from 0 to 1, found 2",
                "\"num_sink_tokens\": -1             | num_sink_tokens       | found -1",
                "\"full_attention_layers\": [5]      | full_attention_layers | an integer from 0 to 4, found 5",
                "\"full_attention_layers\": 4        | full_attention_layers | a list, found 4",
                "\"dense_ffn_layers\": [2, 0, 2]     | dense_ffn_layers      | layer 2 twice",
                "\"dense_ffn_layers\": [-1]          | dense_ffn_layers      | found -1",
                "\"linear_feature_map\": \"relu\"    | linear_feature_map    | \"relu\" is not supported, only sigmoid",
                "\"linear_gate\": \"own\"            | linear_gate           | \"own\" is not supported, only tied",
                "\"router_aux_loss_coef\": -1        | router_aux_loss_coef  | zero or a positive number",
                "\"tie_word_embeddings\": true       | tie_word_embeddings   | true is not supported",
                "\"rope_scaling\": {}                | rope_scaling          | an object is not supported",
                "\"use_short_conv\": true            | use_short_conv        | true is not supported",
                "\"elementwise_affine\": false       | elementwise_affine    | false is not supported",
                "\"enable_spike\": true              | enable_spike          | true is not supported",
                "\"norm_topk_prob\": true            | norm_topk_prob        | true is not supported",
                "\"moe_intermediate_size\": 3        | moe_intermediate_size | found 3",
                "\"attn_layers\": [1, 3]             | attn_layers           | is not supported",
            })
    void namesTheUnsoundFieldOfAMixture(String field, String name, String expected) {
        refused(with(Samples.MIXTURE_CONFIG, field), "config.json", "field " + name + ":", expected);
    }

    @Test
    void readsQuantization() {
        assertThat(gla(quantization("128", "[3, 2.5, 3, 3, 4]")).quantization())
                .hasValue(new Int8Quantization(128, List.of(3.0, 2.5, 3.0, 3.0, 4.0)));
        assertThat(read(Samples.GLA_CONFIG).quantization()).isEmpty();
        TransformerConfig llama = (TransformerConfig) read(with(LLAMA, quantization("0", "[3, 3, 3]")));
        assertThat(llama.quantization().orElseThrow().groupSize(48)).isEqualTo(48);
        assertThat(new Int8Quantization(16, List.of()).groupSize(48)).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1     | [3, 3, 3, 3, 3]  | group_size | an integer from 0 to 131071, found -1",
                "262144 | [3, 3, 3, 3, 3]  | group_size | found 262144",
                "1.5    | [3, 3, 3, 3, 3]  | group_size | found 1.5",
                "null   | [3, 3, 3, 3, 3]  | group_size | found nothing",
                "128    | [3, 3]           | k          | a list of 5 numbers, found 2 numbers",
                "128    | 3                | k          | a list of 5 numbers, found 3",
                "128    | null             | k          | a list of 5 numbers, found nothing",
                "128    | [3, 3, 0, 3, 3]  | k          | a positive number within the range of float32, found 0",
                "128    | [3, 3, -3, 3, 3] | k          | found -3",
                "128    | [3, 3, {}, 3, 3] | k          | found an object",
            })
    void namesTheUnsoundFieldOfAQuantization(String groupSize, String k, String field, String expected) {
        refused(
                with(Samples.GLA_CONFIG, quantization(groupSize, k)),
                "field quantization_config.%s:".formatted(field),
                expected);
    }

    @Test
    void otherQuantizationsAreRefusedByName() {
        refused(
                with(Samples.GLA_CONFIG, quantization("128", "[3]").replace("spikingbrain_int8", "gptq")),
                "field quantization_config.quant_method: \"gptq\" is not supported, only spikingbrain_int8");
    }

    private static String quantization(String groupSize, String k) {
        return "\"quantization_config\": {\"quant_method\": \"spikingbrain_int8\", \"group_size\": %s, \"k\": %s}"
                .formatted(groupSize, k);
    }

    @Test
    void readsLlamaWithItsDefaults() {
        TransformerConfig config = (TransformerConfig) read(LLAMA);
        assertThat(config.heads()).isEqualTo(new AttentionHeads(6, 6, 8));
        assertThat(config.normEpsilon()).isEqualTo(1e-6);
        assertThat(config.rotary().inverse()[1]).isEqualTo(Math.pow(10_000, -0.25));
        assertThat(config.maxPositions()).isEqualTo(2048);
        assertThat(config.tiedEmbeddings()).isFalse();
        assertThat(config.attentionBias()).isFalse();
        assertThat(config.outputBias()).isFalse();
        assertThat(config.mlpBias()).isFalse();
        assertThat(config.tokens().bos()).hasValue(1);
        assertThat(config.tokens().eos()).containsExactly(2);
    }

    @Test
    void readsLlamaWithBiasesAndHeadDim() {
        TransformerConfig config = (TransformerConfig) read(with(
                LLAMA,
                "\"attention_bias\": true, \"mlp_bias\": true, \"head_dim\": 10, \"num_key_value_heads\": 2,"
                        + " \"tie_word_embeddings\": true, \"eos_token_id\": null"));
        assertThat(config.heads()).isEqualTo(new AttentionHeads(6, 2, 10));
        assertThat(config.attentionBias()).isTrue();
        assertThat(config.outputBias()).isTrue();
        assertThat(config.mlpBias()).isTrue();
        assertThat(config.tiedEmbeddings()).isTrue();
        assertThat(config.tokens().eos()).isEmpty();
    }

    @Test
    void readsQwen2() {
        String qwen2 = LLAMA.replace("llama", "qwen2");
        TransformerConfig config = (TransformerConfig) read(with(
                qwen2,
                "\"use_sliding_window\": false, \"sliding_window\": 32768, \"layer_types\": [\"full_attention\"]"));
        assertThat(config.modelType()).isEqualTo("qwen2");
        assertThat(config.attentionBias()).isTrue();
        assertThat(config.outputBias()).isFalse();
        assertThat(config.tokens().bos()).isEmpty();
        assertThat(config.tokens().eos()).isEmpty();
        refused(with(qwen2, "\"use_sliding_window\": true"), "use_sliding_window", "true is not supported");
        refused(with(qwen2, "\"layer_types\": [\"sliding_attention\"]"), "layer_types");
        refused(with(qwen2, "\"layer_types\": \"full_attention\""), "layer_types", "only a list");
        refused(with(qwen2, "\"partial_rotary_factor\": 0.5"), "partial_rotary_factor");
    }

    @Test
    void mergesGenerationConfig() {
        Samples.write(folder.resolve("generation_config.json"), "{\"eos_token_id\": [7, 5], \"bos_token_id\": null}");
        TokenIds tokens = read(Samples.GLA_CONFIG).tokens();
        assertThat(tokens).isEqualTo(new TokenIds(OptionalInt.of(1), new TreeSet<>(Set.of(5, 7))));
        Samples.write(folder.resolve("generation_config.json"), "{\"eos_token_id\": \"</s>\"}");
        refused(Samples.GLA_CONFIG, "generation_config.json", "eos_token_id", "\"</s>\"");
    }

    @Test
    void namesUnknownModelTypes() {
        assertThatThrownBy(() -> read(Samples.GLA_CONFIG.replace("gla_swa", "mamba")))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll(
                        "config.json", "model_type", "\"mamba\"", "gla_swa, gla_swa_moe, llama and qwen2");
        refused("{}", "model_type", "found nothing");
        refused("{\"model_type\": 3}", "model_type", "found 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{} {}", "{\"a\":1,\"a\":2}", "null", "{\"a\": NaN}", "\u0000"})
    void refusesFilesThatAreNotOneObject(String text) {
        refused(text, "config.json");
    }

    @Test
    void refusesConfigsThatAreNotText() {
        Samples.write(folder.resolve("config.json"), new byte[] {'{', (byte) 0xC3, '}'});
        assertThatThrownBy(() -> ModelConfigReader.read(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("config.json", "UTF-8");
        refused("[".repeat(100_000), "config.json");
        refused(
                "{\"a\": 1",
                "not sound JSON at line 1, column 8: Unexpected end-of-input: expected close marker for Object");
        assertThatThrownBy(() -> read("{")).message().doesNotContain("Source");
    }

    @Test
    void errorsOfATextBeginWithItsPlace() {
        assertThat(Checkpoint.config("a.json: model", LLAMA)).isEqualTo(read(LLAMA));
        assertThatThrownBy(() -> Checkpoint.config("a.json: model", LLAMA.replace("100", "0")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "a.json: model: field vocab_size: expected an integer from 1 to 16777216, found 0; compare it with the model's release");
        assertThatThrownBy(() -> Checkpoint.config("a.json: model", LLAMA.replace("llama", "mamba")))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageStartingWith("a.json: model: field model_type");
        assertThatThrownBy(() -> Checkpoint.config("a.json: model", "{"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("a.json: model: not sound JSON at line 1");
    }

    private GlaSwaConfig gla(String field) {
        return (GlaSwaConfig) read(with(Samples.GLA_CONFIG, field));
    }

    /** The config with its fields replaced by those given. */
    private static String with(String config, String fields) {
        String name = fields.substring(0, fields.indexOf(':'));
        String without = config.replaceAll(name + ": (\\[[^\\]]*\\]|[^,}]*),", "");
        return without.replaceFirst("\\{", "{" + Matcher.quoteReplacement(fields) + ", ");
    }

    private ModelConfig read(String config) {
        Samples.write(folder.resolve("config.json"), config);
        return ModelConfigReader.read(folder);
    }

    private void refused(String config, String... expected) {
        assertThatThrownBy(() -> read(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(expected)
                .satisfies(refusal -> assertThat(refusal.getMessage().lines()).hasSize(1));
    }
}
