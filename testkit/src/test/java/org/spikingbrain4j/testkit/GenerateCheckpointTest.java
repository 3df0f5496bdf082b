package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.SafetensorsFile;

class GenerateCheckpointTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void writesACheckpointOnce() {
        List<String> arguments = List.of("--shape", "tiny-qwen2", "--out", directory.toString(), "--dtype", "f32");
        assertThat(run(arguments)).isZero();
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            assertThat(checkpoint.config().modelType()).isEqualTo("qwen2");
        }
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("already").hasLineCount(1);
    }

    @Test
    void writesIntegers() {
        assertThat(run(List.of("--shape", "tiny-gla-swa", "--out", directory.toString(), "--dtype", "int8")))
                .isZero();
        try (SafetensorsFile file = SafetensorsFile.open(directory.resolve("model.safetensors"))) {
            assertThat(file.contains("lm_head.codes")).isTrue();
        }
    }

    @Test
    void refusesAFileAsDirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(run(List.of("--shape", "tiny-llama", "--out", file.toString())))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("is a file").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--shape 8b --out x                       | 8b",
                "--shape 7b                               | --out",
                "--out x                                  | --shape",
                "--shape 7b --out                         | --out needs",
                "--shape 7b --out x --out y               | twice",
                "--shape 7b --out x --dtype int4          | int4",
                "--shape 7b --out x --seed one            | one",
                "--shape 7b --out x --shard-gb 0          | --shard-gb",
                "--what 7b                                | --what"
            })
    void refusesOtherArgumentsInOneLine(String arguments, String named) {
        assertThat(run(List.of(arguments.split(" ")))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(named).hasLineCount(1);
    }

    private int run(List<String> arguments) {
        return GenerateCheckpoint.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
