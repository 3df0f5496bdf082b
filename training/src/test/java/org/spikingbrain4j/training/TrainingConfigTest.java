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

class TrainingConfigTest {
    private static final String SOUND = """
            {
              "model": { "folder": "converted" },
              "data": { "train": "a/train", "valid": "/b/valid" },
              "teacher": "base",
              "seed": 3,
              "save_every": 10,
              "stages": [ { "name": "s", "objective": "distill", "sequence_length": 64, "sequences": 2, "tokens": 1000,
                "text_tokens": 500, "learning_rate": 1e-3, "schedule": "wsd", "warmup": 0.2, "end": 0, "clip": 1,
                "weight_decay": 0.1, "rates": [ { "names": "gk_proj", "factor": 5 } ], "trained": "self_attn",
                "hidden_weight": 1, "token_weight": 0.5, "recompute": true, "k": 3 } ]
            }
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
                "\"factor\": 5              | \"factor\": 5, \"x\": 1     | rates[0]: field x is unknown",
                "\"seed\": 3                | \"seed\": 3.5               | field seed: expected a whole number, found 3.5",
                "\"seed\": 3                | \"seed\": 1e30              | field seed: expected a whole number",
                "\"sequence_length\": 64    | \"sequence_length\": \"64\" | field sequence_length: expected a whole number",
                "\"sequence_length\": 64    | \"sequence_length\": 3000000000 | field sequence_length: expected a whole number up to 2147483647, found 3000000000",
                "\"sequences\": 2           | \"sequences\": 3000000000   | field sequences: expected a whole number up to",
                "\"sequence_length\": 64,   |                             | field sequence_length is missing",
                "\"sequence_length\": 64    | \"sequence_length\": 0      | stage s: sequence_length: expected at least 1, found 0",
                "\"tokens\": 1000           | \"tokens\": -1              | stage s: tokens: expected at least 1, found -1",
                "\"save_every\": 10         | \"save_every\": 0           | save_every: expected at least 1, found 0",
                "\"save_every\": 10         | \"evaluate_every\": 0       | evaluate_every: expected at least 1, found 0",
                "\"learning_rate\": 1e-3    | \"learning_rate\": 0        | learning_rate: expected a positive number, found 0.0",
                "\"learning_rate\": 1e-3    | \"learning_rate\": 1e999    | learning_rate: expected a positive number",
                "\"weight_decay\": 0.1      | \"weight_decay\": -1        | stage s: weight_decay: expected a number from 0 on",
                "\"clip\": 1                | \"clip\": 0                 | stage s: clip: expected a positive number",
                "\"factor\": 5              | \"factor\": -5              | factor: expected a number from 0 on, found -5.0",
                "\"teacher\": \"base\",     |                             | stage s: needs a teacher",
                "\"trained\": \"self_attn\" | \"trained\": \"(\"          | field trained: no regular expression",
                "\"schedule\": \"wsd\"      | \"schedule\": \"wds\"       | field schedule: expected one of constant, linear, cosine, wsd, found \"wds\"",
                "\"k\": 3                   | \"k\": \"three\"            | field k: expected a number",
                "\"recompute\": true        | \"recompute\": 1            | field recompute: expected true or false, found 1",
                "\"folder\": \"converted\"  | \"folder\": \"c\", \"x\": 1 | model: field x is unknown",
                "\"seed\": 3                | \"seed\": 3,,               | line 5: no JSON",
            })
    void whatIsUnsoundIsNamed(String from, String to, String message) {
        assertThat(SOUND).contains(from);
        assertThatThrownBy(() -> read(SOUND.replace(from, to == null ? "" : to)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(message);
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
                .hasMessageContaining("at least one");
    }

    private TrainingConfig read(String text) throws IOException {
        return TrainingConfig.read(Files.writeString(folder.resolve("config.json"), text));
    }
}
