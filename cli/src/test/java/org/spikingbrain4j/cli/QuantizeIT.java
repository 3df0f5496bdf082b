package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.DataType;

class QuantizeIT {
    @TempDir
    private Path folder;

    private String model;
    private String text;

    @BeforeEach
    void write() throws IOException {
        model = TinyTextModel.write(folder).toString();
        text = folder.resolve("text.txt").toString();
        Files.writeString(
                Path.of(text), TinyTextModel.text(new Random(1).ints(60, 3, 320).toArray()));
    }

    @Test
    void theResultRunsAndIsReported() throws IOException {
        String out = folder.resolve("out").toString();
        Launcher.Result result = Launcher.run(
                "quantize", "--model", model, "--out", out, "--group", "channel", "--calibration", text, "--json");
        assertThat(result.exitCode()).isZero();
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.get("layers").get(0).get("k").doubleValue()).isEqualTo(3);
        assertThat(json.get("layers").get(0).get("error").doubleValue()).isBetween(0.0, 1.0);
        assertThat(json.get("bytes_after").longValue())
                .isLessThan(json.get("bytes_before").longValue());
        Launcher.Result perplexity = Launcher.run("perplexity", "--model", out, text);
        assertThat(perplexity.exitCode()).isZero();
        assertThat(Launcher.run("quantize", "--model", model, "--out", out, "--group", "channel")
                        .err())
                .contains("exists already", "--force");
        Launcher.Result forced =
                Launcher.run("quantize", "--model", model, "--out", out, "--group", "channel", "--force");
        assertThat(forced.exitCode()).isZero();
        assertThat(forced.err()).contains("no --calibration text");
    }

    /** Without calibration too, and with experts that no token of the text goes to. */
    @Test
    void mixturesBecomeIntegers() throws IOException {
        String mixture = TinyTextModel.writeMixture(DataType.F32, folder).toString();
        String few = Files.writeString(folder.resolve("few.txt"), TinyTextModel.text(5, 6))
                .toString();
        String out = folder.resolve("integers").toString();
        Launcher.Result plain = Launcher.run("quantize", "--model", mixture, "--out", out, "--group", "4");
        assertThat(plain.exitCode()).as(plain.err()).isZero();
        Launcher.Result searched = Launcher.run(
                "quantize", "--model", mixture, "--out", out, "--group", "4", "--calibration", few, "--force");
        assertThat(searched.exitCode()).as(searched.err()).isZero();
        try (Checkpoint checkpoint = Checkpoint.open(Path.of(out))) {
            assertThat(checkpoint.tensorNames())
                    .contains("model.layers.1.moe.experts.3.down_proj.codes", "model.layers.1.moe.router.weight")
                    .doesNotContain("model.layers.1.moe.router.codes");
        }
        assertThat(Launcher.run("perplexity", "--model", out, text).exitCode()).isZero();
        assertThat(Launcher.run("generate", "--model", out, "--mlp", "official").err())
                .contains("needs down_proj in floats");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--k 0                                  | --k: expected a positive number within the range of float32, found 0.0",
                "--k -2                                 | --k: expected a positive number within the range of float32, found -2.0",
                "--k 1e-50                              | --k: expected a positive number within the range of float32, found 1.0E-50",
                "--error-budget 0                       | --error-budget: expected a positive number",
                "--backend reference --gemm java        | --gemm: the reference back end",
                "--backend reference --threads 1        | --threads: the reference back end",
                "--backend reference --kernels auto     | --kernels: the reference back end",
                "--k 3 --error-budget 0.1               | one fixes k",
                "--error-budget 0.1                     | needs --calibration",
                "--calibration missing.txt              | missing.txt: no such file",
                "--group 100                            | no whole groups of 100",
                "--group many                           | --group: expected a number of inputs",
            })
    void badRequestsAreOneLine(String arguments, String message) {
        String out = folder.resolve("out").toString();
        String[] all = ("quantize --model %s --out %s %s".formatted(model, out, arguments)).split(" ", -1);
        Launcher.Result result = Launcher.run(all);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).startsWith("error: ").contains(message);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void emptyCalibrationIsRefused() throws IOException {
        Files.writeString(Path.of(text), "");
        String out = folder.resolve("out").toString();
        Launcher.Result result = Launcher.run("quantize", "--model", model, "--out", out, "--calibration", text);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines().getLast()).contains(text, "is empty or blank");
    }
}
