package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownTest {
    private static final String REQUEST =
            "{\"model\": \"tiny\", \"prompt\": \"Hello\", \"max_tokens\": %d, \"temperature\": 0, \"ignore_eos\": true%s}";

    @TempDir
    Path folder;

    @Test
    void answersUnderWayFinishWhileNewOnesAreRefused() {
        try (RunningServer server = RunningServer.start(folder)) {
            CompletableFuture<RunningServer.Answer> answer =
                    CompletableFuture.supplyAsync(() -> server.post("/v1/completions", REQUEST.formatted(300, "")));
            Eventually.holds(() -> server.get("/metrics").body().contains("spikingbrain_running_requests 1.0"));
            Thread closing = Thread.ofVirtual().start(server.server()::close);
            Eventually.holds(() -> server.get("/ready").status() == 503);
            RunningServer.Answer refused = server.post("/v1/completions", REQUEST.formatted(1, ""));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("shutting_down");
            assertThat(refused.response().headers().firstValue("Retry-After")).contains("1");
            assertThat(answer.join().status()).isEqualTo(200);
            assertThat(answer.join().json().at("/usage/completion_tokens").asInt())
                    .isEqualTo(300);
            Eventually.holds(() -> !closing.isAlive());
        }
    }

    /** By their names in a dump, which lists virtual ones too. */
    @Test
    void noThreadOutlivesItsServer() {
        try (RunningServer server = RunningServer.start(folder)) {
            server.post("/v1/completions", REQUEST.formatted(20, ", \"stream\": true"));
            assertThat(threads()).contains("connections-watchdog", "texts-", "connection-input");
        }
        Eventually.holds(() -> !threads().matches("(?s).*\"name\": \"(connection|texts-|event-stream).*"));
    }

    private String threads() {
        Path file = folder.resolve("threads-%d.json".formatted(System.nanoTime()));
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void answersThatTakeTooLongAreEnded() {
        try (RunningServer server = RunningServer.start(
                folder, options -> options.timeouts(Timeouts.DEFAULT.withShutdown(Duration.ofMillis(50))))) {
            CompletableFuture<RunningServer.Answer> whole =
                    CompletableFuture.supplyAsync(() -> server.post("/v1/completions", REQUEST.formatted(60_000, "")));
            CompletableFuture<RunningServer.Answer> stream = CompletableFuture.supplyAsync(
                    () -> server.post("/v1/completions", REQUEST.formatted(60_000, ", \"stream\": true")));
            Eventually.holds(() -> server.get("/metrics").body().contains("spikingbrain_running_requests 2.0"));
            server.server().close();
            assertThat(whole.join().status()).isEqualTo(503);
            assertThat(whole.join().code()).isEqualTo("shutting_down");
            assertThat(RunningServer.data(stream.join().body()).getLast()).contains("shutting_down");
        }
    }
}
