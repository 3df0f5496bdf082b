package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From text to a Transformer to a hybrid that learns from it. */
class TrainIT {
    private static final String BASE = """
            {"model": {"config": {"model_type": "qwen2", "vocab_size": 270, "hidden_size": 16, "intermediate_size": 32,
                "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1, "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
                "max_position_embeddings": 64, "tie_word_embeddings": true},
              "tokenizer": "tokenizer"},
             "data": {"train": "tokens", "valid": "tokens"}, "evaluate_every": 10, "save_every": 5,
             "stages": [{"name": "base", "sequence_length": 16, "tokens": %d, "learning_rate": %s}]}
            """;
    private static final String DISTILL = """
            {"model": {"folder": "hybrid"}, "teacher": "base/model", "data": {"train": "tokens", "valid": "tokens"},
             "stages": [
               {"name": "align", "objective": "align", "sequence_length": 16, "tokens": 160, "learning_rate": 1e-3, "trained": "attn"},
               {"name": "distill", "objective": "distill", "sequence_length": 16, "tokens": 160, "learning_rate": 1e-3, "k": 2}]}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("text.txt"), "The cat sat on the mat; the other cat, too.\n".repeat(40));
        Files.writeString(folder.resolve("base.json"), BASE.formatted(320, "1e-3"));
        Files.writeString(folder.resolve("long.json"), BASE.formatted(160_000, "1e-3"));
        Files.writeString(folder.resolve("still.json"), BASE.formatted(320, "0"));
        Files.writeString(folder.resolve("wild.json"), BASE.formatted(320, "1e30"));
        Files.writeString(
                folder.resolve("typo.json"), BASE.formatted(320, "1e-3").replace("save_every", "save_evry"));
        Files.writeString(folder.resolve("broken.json"), "{\"model\": ");
        Files.writeString(folder.resolve("distill.json"), DISTILL);
        assertThat(run("train-tokenizer DIR/text.txt --vocabulary 270 --out DIR/tokenizer")
                        .exitCode())
                .isZero();
        assertThat(run("tokenize DIR/text.txt --tokenizer DIR/tokenizer --out DIR/tokens")
                        .exitCode())
                .isZero();
    }

    @Test
    void aTransformerIsTrainedConvertedAndTeachesWhatItBecame() {
        Launcher.Result base = run("train --config DIR/base.json --out DIR/base");
        assertThat(base.exitCode()).as(base.err()).isZero();
        assertThat(base.err()).contains("base: step 20 of 20", "held out: loss");
        assertThat(folder.resolve("base/loss.png")).exists();
        assertThat(run("convert DIR/base/model --out DIR/hybrid --window 8").exitCode())
                .isZero();
        Launcher.Result distilled = run("train --config DIR/distill.json --out DIR/distilled");
        assertThat(distilled.exitCode()).as(distilled.err()).isZero();
        assertThat(distilled.err()).contains("the teacher's", "align: step 10 of 10", "distill: step 10 of 10");
        Path model = folder.resolve("distilled/model");
        assertThat(distilled.out().strip()).isEqualTo(model.toString());
        Launcher.Result text = run("generate --model " + model + " --max-tokens 3 The");
        assertThat(text.exitCode()).as(text.err()).isZero();

        assertThat(run("train --config DIR/base.json --out DIR/base").err()).contains("exists already", "--force");
        assertThat(run("train --config DIR/base.json --out DIR/base --force").exitCode())
                .isZero();
    }

    @Test
    void ctrlCLeavesACheckpointThatResumeGoesOnFrom() throws Exception {
        Process process = Launcher.interruptible(words("train --config DIR/long.json --out DIR/long"))
                .start();
        BufferedReader progress = process.errorReader(StandardCharsets.UTF_8);
        String line = progress.readLine();
        while (line != null && !line.contains("step")) {
            line = progress.readLine();
        }
        Launcher.interrupt(process);
        String rest = String.join("\n", progress.lines().toList());
        assertThat(Launcher.exitCode(process)).as(rest).isEqualTo(130);
        assertThat(rest).contains("go on with --resume");
        assertThat(folder.resolve("long/checkpoints")).isNotEmptyDirectory();

        Launcher.Result other = run("train --config DIR/base.json --out DIR/long --resume");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.errorLines().getLast()).contains("another configuration");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DIR/missing.json           | missing.json: the configuration cannot be read: no such file",
                "DIR/broken.json            | broken.json",
                "DIR/typo.json              | save_evry",
                "DIR/still.json             | still.json: stages[0]: field learning_rate: expected a positive number",
                "DIR/distill.json           | hybrid: does not exist",
                "DIR/base.json --threads 0  | --threads: expected",
                "DIR/base.json --resume     | no checkpoint to resume from",
            })
    void badRequestsAreOneLine(String arguments, String message) {
        Launcher.Result result = run("train --out DIR/out --config " + arguments);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).startsWith("error: ").contains(message);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aLossThatIsNoNumberNamesTheStepAndKeepsTheCheckpoint() {
        Launcher.Result result = run("train --config DIR/wild.json --out DIR/wild");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.errorLines().getLast()).startsWith("error: ").contains("step");
        assertThat(result.err()).doesNotContain("Exception");
        assertThat(folder.resolve("wild/model")).doesNotExist();
    }

    private Launcher.Result run(String arguments) {
        return Launcher.run(words(arguments));
    }

    private String[] words(String arguments) {
        return arguments.trim().replace("DIR", folder.toString()).split(" +", -1);
    }
}
