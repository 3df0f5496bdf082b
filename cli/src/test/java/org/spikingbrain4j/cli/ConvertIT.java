package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

class ConvertIT {
    @TempDir
    private Path folder;

    private String base;
    private String text;
    private String out;

    @BeforeEach
    void write() throws IOException {
        Path model =
                RandomCheckpoint.of(CheckpointShape.TINY_LLAMA, DataType.F32, 1).write(folder.resolve("base"));
        TinyTextModel.writeTokenizer(model, 307);
        base = model.toString();
        text = folder.resolve("text.txt").toString();
        out = folder.resolve("out").toString();
        Files.writeString(
                Path.of(text), TinyTextModel.text(new Random(1).ints(60, 3, 307).toArray()));
    }

    @Test
    void theResultRunsAndIsReported() throws IOException {
        Launcher.Result result = Launcher.run("convert", base, "--out", out, "--window", "8", "--text", text, "--json");
        assertThat(result.exitCode()).isZero();
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.get("window").intValue()).isEqualTo(8);
        assertThat(json.get("layers").get(0).get("attention").textValue()).isEqualTo("gated_linear");
        assertThat(json.get("layers").get(0).get("output_norm").doubleValue()).isBetween(0.01, 10.0);
        assertThat(json.get("layers").get(1).get("attention").textValue()).isEqualTo("window");
        assertThat(json.get("tensors").get("copied").get("tensors").intValue()).isEqualTo(30);
        assertThat(Launcher.run("perplexity", "--model", out, text).exitCode()).isZero();
        assertThat(Launcher.run("inspect", "--model", out).out())
                .contains("2 gated linear attention, 1 sliding window of 8");
        assertThat(Launcher.run("convert", base, "--out", out).err()).contains("exists already", "--force");
        Launcher.Result forced = Launcher.run("convert", base, "--out", out, "--layout", "swa", "--force");
        assertThat(forced.exitCode()).isZero();
        assertThat(forced.out()).contains("window of 4096", "zeros, for biases that the base lacks");
        assertThat(forced.err()).contains("no --text");
        assertThat(Launcher.run("convert", out, "--out", base + "2")
                        .errorLines()
                        .getLast())
                .contains("gla_swa is converted already");
    }

    @Test
    void aModelWithExpertsRunsAndIsReported() throws IOException {
        String flags =
                "--layout gla-swa-moe --experts 4 --sinks 3 --full-attention-layers none --window 8 --dtype bf16";
        String[] arguments = "convert %s --out %s --text %s --json %s"
                .formatted(base, out, text, flags)
                .split(" ", -1);
        Launcher.Result result = Launcher.run(arguments);
        assertThat(result.exitCode()).isZero();
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.get("model_type").textValue()).isEqualTo("gla_swa_moe");
        assertThat(json.get("layers").get(2).get("attention").textValue()).isEqualTo("linear_and_window");
        assertThat(json.get("layers").get(2).get("branch_norm").doubleValue()).isPositive();
        assertThat(json.get("upcycled")).hasSize(2);
        assertThat(json.at("/upcycled/0/layer").intValue()).isEqualTo(1);
        assertThat(json.at("/upcycled/0/scale").doubleValue()).isBetween(0.8, 1.3);
        assertThat(json.at("/tensors/scaled/tensors").intValue()).isEqualTo(2 * 5 * 3);
        assertThat(Launcher.run("perplexity", "--model", out, text).exitCode()).isZero();
        Launcher.Result again = Launcher.run(
                Stream.concat(Stream.of(arguments).filter(argument -> !argument.equals("--json")), Stream.of("--force"))
                        .toArray(String[]::new));
        assertThat(again.out())
                .contains("linear beside a window of 8", "4 experts and a shared one, scaled by 0.928")
                .contains("busiest expert");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--layout full                    | --layout: expected gla-swa, swa, gla or gla-swa-moe, found full",
                "--layout swa --window-layers 1   | --layout and --window-layers",
                "--window-layers 1,7              | --window-layers: expected layers from 0 to 2, found 7",
                "--window-layers x                | --window-layers: expected layers such as 1,3,5, found x",
                "--window-layers 1,1              | --window-layers: each layer once, found 1 twice",
                "--window 0                       | window: expected 1 to 2147483646 keys, found 0",
                "--gate-rank 0                    | gate rank: expected at least 1, found 0",
                "--feature-bias NaN               | feature bias: expected a finite number, found NaN",
                "--dtype f64                      | --dtype",
                "--text-tokens 5                  | --text-tokens: needs --text",
                "--text missing.txt               | missing.txt: no such file",
                "--experts 4                      | --experts: needs --layout gla-swa-moe",
                "--layout swa --sinks 4           | --sinks: needs --layout gla-swa-moe",
                "--dense-layers 0                 | --dense-layers: needs --layout gla-swa-moe",
                "--layout gla-swa-moe --gate-rank 8     | --gate-rank: not with --layout gla-swa-moe",
                "--layout gla-swa-moe --feature-bias 0  | --feature-bias: not with --layout gla-swa-moe",
                "--layout gla-swa-moe --window-layers 1 | --window-layers: not with --layout gla-swa-moe",
                "--layout gla-swa-moe --experts 0       | experts: expected 1 to 4096, found 0",
                "--layout gla-swa-moe --active 17       | active experts: expected 1 to 16, found 17",
                "--layout gla-swa-moe --shared 2        | shared experts: expected 0 to 1, found 2",
                "--layout gla-swa-moe --sinks -1        | sink tokens: expected 0 to 4096, found -1",
                "--layout gla-swa-moe --dense-layers 0,3   | --dense-layers: expected layers from 0 to 2, found 3",
                "--layout gla-swa-moe --dense-layers 1,1   | --dense-layers: each layer once, found 1 twice",
                "--layout gla-swa-moe --dense-layers=      | --dense-layers: expected layers such as 0,1, or none, or all, found nothing",
                "--layout gla-swa-moe --dense-layers some  | --dense-layers: expected layers such as 0,1, or none, or all, found some",
                "--layout gla-swa-moe --dense-layers all --active 1 | --active: not with --dense-layers all",
                "--layout gla-swa-moe --full-attention-layers -1 | --full-attention-layers: expected layers from 0 to 2, found -1",
            })
    void badRequestsAreOneLine(String arguments, String message) {
        Launcher.Result result = Launcher.run(
                "convert %s --out %s %s".formatted(base, out, arguments).split(" ", -1));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines()).anyMatch(line -> line.startsWith("error: ") && line.contains(message));
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aTokenizerOfAnotherModelIsRefused() throws IOException {
        TinyTextModel.writeTokenizer(Path.of(base), 308);
        assertThat(Launcher.run("convert", base, "--out", out).errorLines().getLast())
                .contains("the tokenizer makes token ids up to 307, the model knows 0 to 306");
        Files.delete(Path.of(base, "tokenizer.json"));
        Launcher.Result without = Launcher.run("convert", base, "--out", out);
        assertThat(without.exitCode()).isZero();
        assertThat(without.err()).contains("has no tokenizer");
    }
}
