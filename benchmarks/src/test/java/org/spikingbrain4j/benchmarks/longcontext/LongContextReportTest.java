package org.spikingbrain4j.benchmarks.longcontext;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongContextReportTest {
    @TempDir
    private Path folder;

    @Test
    void aQuickRunMeasuresOnceAndWritesAll() throws IOException {
        Ended first = quick();
        assertThat(first.exitCode()).as(first.err()).isZero();
        String results = Files.readString(folder.resolve("runs/quick/long-context.json"));
        assertThat(folder.resolve("runs/quick/performance.md"))
                .content()
                .contains("Transformer, llama.cpp", "Fit of the Transformer", "layers' time of SpikingBrain");
        assertThat(folder.resolve("runs/quick")).isDirectoryContaining("glob:**/long-context-first-token-tiny.png");
        assertThat(folder.resolve("runs/quick")).isDirectoryContaining("glob:**/long-context-memory-tiny.png");
        assertThat(folder.resolve("runs/quick")).isDirectoryContaining("glob:**/long-context-decode-tiny.png");

        Ended second = quick();
        assertThat(second.exitCode()).isZero();
        assertThat(second.err()).contains(", 0 are to be");
        assertThat(folder.resolve("runs/quick/long-context.json")).hasContent(results);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--shapes; huge; expected some of bundled, 100m and 7b",
                "--lengths; 1k,many; found 'many'",
                "--lengths; 0; from 1 to 64M",
                "--contexts; 128M; from 1 to 64M",
                "--weights; fp4; expected bf16, f32 or int8",
                "--transformer-budget; long; such as 30m, 5h",
                "--threads; 0; at least 1",
                "--decode-tokens; -1; at least 1",
                "--what; 1; --help",
            })
    void badArgumentsAreOneLine(String flag, String value, String message) {
        Ended ended = run(flag, value);
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(message);
    }

    private record Ended(int exitCode, String err) {}

    private Ended quick() {
        return run("--report", "--quick", "--threads", "1", "--decode-tokens", "5");
    }

    private Ended run(String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            String[] all = new String[arguments.length + 2];
            all[0] = "--project";
            all[1] = folder.toString();
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            int exitCode = LongContextReport.run(all);
            return new Ended(exitCode, written.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }
}
