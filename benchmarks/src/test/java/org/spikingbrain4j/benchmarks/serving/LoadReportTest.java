package org.spikingbrain4j.benchmarks.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadReportTest {
    @Test
    void clientsAreServedAndCounted() throws IOException {
        Ended ended = run(
                "--clients",
                "1,2",
                "--seconds",
                "1",
                "--prompt-tokens",
                "4",
                "--max-tokens",
                "3",
                "--threads",
                "1",
                "--json");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).as("the web server is quiet").isEmpty();
        List<String> rows = ended.out().lines().toList();
        assertThat(rows).hasSize(2);
        for (int i = 0; i < 2; i++) {
            JsonNode row = new ObjectMapper().readTree(rows.get(i));
            assertThat(row.path("clients").asInt()).isEqualTo(i + 1);
            assertThat(row.path("requests").asInt()).isPositive();
            assertThat(row.path("failed").asInt()).isZero();
            assertThat(row.path("tokensPerSecond").asDouble()).isPositive();
        }
    }

    /** Before anything is measured. */
    @ParameterizedTest
    @CsvSource({
        "--soak, half an hour, expected a time such as 90s",
        "--soak, -5m, expected a time such as 90s",
        "--clients, many, 'many' is not an int",
        "--model, missing, missing",
    })
    void badArgumentsAreOneLine(String flag, String value, String message) {
        Ended ended = run(flag, value);
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(message);
    }

    private record Ended(int exitCode, String out, String err) {}

    private static Ended run(String... arguments) {
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            List<String> all = new ArrayList<>(List.of("--load", "--project", ".."));
            all.addAll(Arrays.asList(arguments));
            int exitCode = LoadReport.run(all.toArray(new String[0]));
            return new Ended(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }
}
