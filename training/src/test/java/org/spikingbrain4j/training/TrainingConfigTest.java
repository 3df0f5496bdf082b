package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.operators.SpikingBrainException;

class TrainingConfigTest {
    private static final String SOUND = """
            {
              "model": { "folder": "converted" },
              "data": { "train": "a/train", "valid": "/b/valid" },
              "teacher": "base",
              "seed": 3,
              "save_every": 10,
              "stages": [ { "name": "s", "objective": "distill", "sequence_length": 64, "sequences": 2, "accumulation": 1,
                "tokens": 1000, "text_tokens": 500, "learning_rate": 1e-3, "schedule": "wsd", "warmup": 0.2, "end": 0, "clip": 1,
                "weight_decay": 0.1, "rates": [ { "names": "gk_proj", "factor": 5 } ], "trained": "self_attn",
                "hidden_weight": 1, "token_weight": 0.5, "recompute": true, "k": 3 } ]
            }
            """;

    private static final String FRESH = """
            "config": { "model_type": "qwen2", "vocab_size": 48, "hidden_size": 16, "intermediate_size": 24,
              "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1 }, "tokenizer": "tokenizer"
            """;

    @TempDir
    private Path folder;

    @Test
    void allFieldsAreRead() throws IOException {
        TrainingConfig config = read(SOUND);
        assertThat(config.start()).isEqualTo(new TrainingConfig.ModelStart.Folder(folder.resolve("converted")));
        assertThat(config.train()).isEqualTo(folder.resolve("a/train"));
        assertThat(config.valid()).isEqualTo(Path.of("/b/valid"));
        assertThat(config.teacher()).contains(folder.resolve("base"));
        assertThat(config.seed()).isEqualTo(3);
        assertThat(config.saveEvery()).isEqualTo(10);
        assertThat(config.text()).isEqualTo(SOUND);
        Stage stage = config.stages().getFirst();
        assertThat(stage.objective()).isEqualTo(Stage.Objective.DISTILL);
        assertThat(stage.steps()).isEqualTo(1000 / 128);
        assertThat(stage.textTokens()).hasValue(500);
        assertThat(stage.clip()).hasValue(1);
        assertThat(stage.recompute()).isTrue();
        assertThat(stage.k()).hasValue(3);
        assertThat(stage.learningRate()).isEqualTo(new LearningRate(LearningRate.Schedule.WSD, 1e-3, 0.2, 0));
        assertThat(stage.rateFactor("model.layers.0.self_attn.gk_proj.weight")).isEqualTo(5);
        assertThat(stage.rateFactor("model.norm.weight")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"seed\": 3                | \"sead\": 3                 | field sead is unknown",
                "\"clip\": 1                | \"clips\": 1                | stages[0]: field clips is unknown",
                "\"factor\": 5              | \"factor\": 5, \"x\": 1     | stages[0]: rates[0]: field x is unknown",
                "\"seed\": 3                | \"seed\": 3.5               | field seed: expected a whole number, found 3.5",
                "\"seed\": 3                | \"seed\": 1e30              | field seed: expected a whole number, found 1.0E30",
                "\"sequence_length\": 64    | \"sequence_length\": \"64\" | stages[0]: field sequence_length: expected a whole number up to 2147483647, found \"64\"",
                "\"sequence_length\": 64    | \"sequence_length\": 3000000000 | stages[0]: field sequence_length: expected a whole number up to 2147483647, found 3000000000",
                "\"sequences\": 2           | \"sequences\": 3000000000   | stages[0]: field sequences: expected a whole number up to 2147483647, found 3000000000",
                "\"sequence_length\": 64,   |                             | stages[0]: field sequence_length is missing",
                "\"sequence_length\": 64    | \"sequence_length\": 0      | stages[0]: field sequence_length: expected at least 1, found 0",
                "\"tokens\": 1000           | \"tokens\": -1              | stages[0]: field tokens: expected at least those of one step, 64 × 2 × 1 (sequence_length × sequences × accumulation), found -1",
                "\"save_every\": 10         | \"save_every\": 0           | field save_every: expected at least 1, found 0",
                "\"save_every\": 10         | \"evaluate_every\": 0       | field evaluate_every: expected at least 1, found 0",
                "\"learning_rate\": 1e-3    | \"learning_rate\": 0        | stages[0]: field learning_rate: expected a positive number (with 0 nothing is learned), found 0.0",
                "\"learning_rate\": 1e-3    | \"learning_rate\": 1e999    | stages[0]: field learning_rate: expected a positive number (with 0 nothing is learned), found Infinity",
                "\"weight_decay\": 0.1      | \"weight_decay\": -1        | stages[0]: field weight_decay: expected a number from 0 on, found -1.0",
                "\"clip\": 1                | \"clip\": 0                 | stages[0]: field clip: expected a positive number, found 0.0",
                "\"factor\": 5              | \"factor\": -5              | stages[0]: rates[0]: field factor: expected a number from 0 on, found -5.0",
                "\"teacher\": \"base\",     |                             | field teacher: expected the base model's folder, which stage s needs, found none",
                "\"trained\": \"self_attn\" | \"trained\": \"(\"          | stages[0]: field trained: no regular expression: Unclosed group",
                "\"schedule\": \"wsd\"      | \"schedule\": \"wds\"       | stages[0]: field schedule: expected one of constant, linear, cosine, wsd, found \"wds\"",
                "\"k\": 3                   | \"k\": \"three\"            | stages[0]: field k: expected a number, found \"three\"",
                "\"recompute\": true        | \"recompute\": 1            | stages[0]: field recompute: expected true or false, found 1",
                "\"folder\": \"converted\"  | \"folder\": \"c\", \"x\": 1 | model: field x is unknown",
                "\"seed\": 3                | \"seed\": 3,,               | line 5: no JSON: Unexpected character (',' (code 44)): was expecting double-quote to start field name",
                "\"save_every\": 10         | \"evaluate_tokens\": 0      | field evaluate_tokens: expected at least 1, found 0",
                "\"warmup\": 0.2            | \"warmup\": 1.5            | stages[0]: field warmup: expected a share from 0 to 1, found 1.5",
                "\"end\": 0                 | \"end\": -0.1              | stages[0]: field end: expected a share from 0 to 1, found -0.1",
                "\"text_tokens\": 500       | \"text_tokens\": 0         | stages[0]: field text_tokens: expected at least 1, found 0",
                "\"accumulation\": 1        | \"accumulation\": 0        | stages[0]: field accumulation: expected at least 1, found 0",
                "\"k\": 3                   | \"k\": 0                   | stages[0]: field k: expected a positive number within the range of float32, found 0.0",
                "\"k\": 3                   | \"k\": -2                  | stages[0]: field k: expected a positive number within the range of float32, found -2.0",
                "\"k\": 3                   | \"k\": 1e39                | stages[0]: field k: expected a positive number within the range of float32, found 1.0E39",
                "\"tokens\": 1000           | \"tokens\": 127            | stages[0]: field tokens: expected at least those of one step, 64 × 2 × 1 (sequence_length × sequences × accumulation), found 127",
                "\"folder\": \"converted\"  | \"folder\": \"c\", \"config\": {} | model: expected either folder (a model that is there) or config (a new one), found both",
                "\"folder\": \"converted\"  |                             | model: expected either folder (a model that is there) or config (a new one), found neither",
            })
    void whatIsUnsoundIsNamed(String from, String to, String message) {
        assertThat(SOUND).contains(from);
        assertFails(SOUND.replace(from, to == null ? "" : to), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "align          | \"hidden_weight\": 1   | hidden_weight: has no effect with the objective align; leave it out, or distill",
                "align          | \"token_weight\": 0.5  | token_weight: has no effect with the objective align; leave it out, or distill",
                "align          | \"recompute\": true    | recompute: has no effect with the objective align; leave it out",
                "language_model | \"hidden_weight\": 1   | hidden_weight: has no effect with the objective language_model; leave it out, or distill",
                "language_model | \"token_weight\": 0.5  | token_weight: has no effect with the objective language_model; leave it out, or distill",
            })
    void whatHasNoEffectIsRefused(String objective, String option, String message) {
        String stage = SOUND.replace("\"distill\"", '"' + objective + '"');
        String plain = stage.replace("\"hidden_weight\": 1, \"token_weight\": 0.5, \"recompute\": true, ", "");
        assertThat(plain).isNotEqualTo(stage);
        assertFails(plain.replace("\"k\": 3", option), "stages[0]: field " + message);
    }

    @Test
    void weightsOf0AreNone() throws IOException {
        String text = SOUND.replace("\"hidden_weight\": 1, \"token_weight\": 0.5", "\"hidden_weight\": 0");
        assertThat(read(text.replace("\"distill\"", "\"language_model\""))
                        .stages()
                        .getFirst()
                        .hiddenWeight())
                .isZero();
    }

    @Test
    void aStepOfMoreTokensThanALongIsNotPassedOver() {
        String most = Integer.toString(Integer.MAX_VALUE);
        assertFails(
                SOUND.replace("\"sequence_length\": 64", "\"sequence_length\": " + most)
                        .replace("\"sequences\": 2", "\"sequences\": " + most)
                        .replace("\"accumulation\": 1", "\"accumulation\": " + most),
                "stages[0]: field tokens: expected at least those of one step, %s × %s × %s (sequence_length × sequences × accumulation), found 1000"
                        .formatted(most, most, most));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"hidden_size\": 16     | \"hidden_size\": 17     | hidden_size: expected a multiple of num_attention_heads 2, found 17; compare it with the model's release",
                "\"hidden_size\": 16,    |                         | hidden_size: expected an integer from 1 to 1048576, found nothing; compare it with the model's release",
                "\"hidden_size\": 16     | \"head_dim\": 3, \"hidden_size\": 16 | head_dim: expected an even number of channels per head for the rotary embedding, found 3; compare it with the model's release",
                "\"qwen2\"               | \"mamba\"               | model_type: \"mamba\" is unknown; known are gla_swa, gla_swa_moe, llama and qwen2",
                "\"qwen2\"               | \"gla_swa\", \"sliding_window\": 8 | model_type: gla_swa does not begin with new weights; train a llama or qwen2 model and convert it",
                "\"qwen2\"               | \"qwen2\", \"quantization_config\": {\"quant_method\": \"spikingbrain_int8\", \"group_size\": 0, \"k\": [1]} | quantization_config: a new model has floats; leave it out",
            })
    void theConfigOfANewModelIsChecked(String from, String to, String message) {
        assertThat(FRESH).contains(from);
        String config = FRESH.replace(from, to == null ? "" : to);
        assertThatThrownBy(() -> read(SOUND.replace("\"folder\": \"converted\"", config)))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessage(folder.resolve("config.json") + ": model.config: field " + message);
    }

    @Test
    void aNewModelIsRead() throws IOException {
        TrainingConfig config = read(SOUND.replace("\"folder\": \"converted\"", FRESH));
        assertThat(config.start()).isInstanceOfSatisfying(TrainingConfig.ModelStart.Fresh.class, fresh -> {
            assertThat(fresh.tokenizer()).isEqualTo(folder.resolve("tokenizer"));
            assertThat(fresh.config()).contains("\"qwen2\"");
        });
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> TrainingConfig.read(folder.resolve("none.json")))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("none.json")
                .hasMessageContaining("no such file");
    }

    @Test
    void noStagesAreNoTraining() {
        String text = SOUND.substring(0, SOUND.indexOf("\"stages\"")) + "\"stages\": [] }";
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(TrainingException.class)
                .hasMessage(folder.resolve("config.json") + ": field stages: expected at least one, found none");
    }

    private void assertFails(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(TrainingException.class)
                .hasMessage("%s: %s", folder.resolve("config.json"), message);
    }

    private TrainingConfig read(String text) throws IOException {
        return TrainingConfig.read(Files.writeString(folder.resolve("config.json"), text));
    }
}
