package org.spikingbrain4j.benchmarks.longcontext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final Task TASK =
            new Task(Task.Kind.PREFILL, "bundled", Engine.TRANSFORMER, WeightKind.BF16, 2, 4096);
    private static final Session SESSION =
            new Session(1, "2026-11-24", "abc", "25", "Linux amd64", "a processor", 2, 1L << 34, 2, 30.5, 250, 0);

    @TempDir
    private Path folder;

    @Test
    void everyPointIsInTheFileAtOnce() {
        Path file = folder.resolve("new/results.json");
        Results results = Results.open(file, false);
        Measurement measured =
                new Measurement(TASK, 1, Map.of(Quantity.SECONDS, 1.5, Quantity.STATE_BYTES, 1e9), List.of("a label"));
        results.add(SESSION);
        results.add(new Problem(TASK, "out of luck"));
        assertThat(Results.open(file, false).problems()).containsExactly(new Problem(TASK, "out of luck"));
        results.add(measured);

        Results again = Results.open(file, false);
        assertThat(again.sessions()).containsExactly(SESSION);
        assertThat(again.find(TASK)).contains(measured);
        assertThat(again.problems()).isEmpty();
        assertThat(again.nextSession()).isEqualTo(2);
    }

    @Test
    void otherSettingsAreOtherPoints() {
        Results results = Results.open(folder.resolve("results.json"), false);
        results.add(new Measurement(TASK, 1, Map.of(Quantity.SECONDS, 1.0), List.of()));
        assertThat(results.find(new Task(Task.Kind.PREFILL, "bundled", Engine.TRANSFORMER, WeightKind.BF16, 1, 4096)))
                .isEmpty();
        assertThat(results.find(new Task(Task.Kind.PREFILL, "bundled", Engine.TRANSFORMER, WeightKind.F32, 2, 4096)))
                .isEmpty();
    }

    @Test
    void freshForgets() {
        Path file = folder.resolve("results.json");
        Results.open(file, false).add(SESSION);
        assertThat(Results.open(file, true).sessions()).isEmpty();
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"format\": ");
        assertThatThrownBy(() -> Results.open(broken, false))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("broken.json")
                .hasMessageContaining("--fresh");
        Path other = Files.writeString(
                folder.resolve("other.json"),
                "{\"format\": \"x\", \"sessions\": [], \"measurements\": [], \"problems\": []}");
        assertThatThrownBy(() -> Results.open(other, false))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("found x");
    }
}
