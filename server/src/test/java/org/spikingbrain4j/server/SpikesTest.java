package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.Fixtures;

class SpikesTest {
    private static final String COMPLETION =
            "{\"model\": \"tiny\", \"prompt\": \"Hello\", \"max_tokens\": %d, \"temperature\": 0, \"ignore_eos\": true}";

    @Test
    void showsWhatSpikesWhileItIsGenerated(@TempDir Path folder) throws IOException, InterruptedException {
        Path model = TinyChatModel.write(folder, Fixtures.W8ASPIKE);
        try (RunningServer server = RunningServer.over(model, new ReferenceBackend(), options -> options)) {
            var response = server.client()
                    .send(
                            HttpRequest.newBuilder(server.uri("/v1/spikes?layer=1"))
                                    .build(),
                            BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                Thread asking =
                        Thread.ofVirtual().start(() -> server.post("/v1/completions", COMPLETION.formatted(200)));
                JsonNode event = next(lines);
                asking.join();
                assertThat(event.path("projection").asText()).startsWith("model.layers.1.");
                assertThat(event.path("raster").size()).isPositive();
                assertThat(event.path("layers").size())
                        .isEqualTo(server.model().model().config().layers());
                assertThat(event.path("sparsity").asDouble()).isBetween(0.0, 1.0);
                assertThat(event.at("/energy_per_token/spiking/arithmetic_joules")
                                .asDouble())
                        .isPositive()
                        .isLessThan(event.at("/energy_per_token/fp16/arithmetic_joules")
                                .asDouble());
            }
            String metrics = server.get("/metrics").body();
            assertThat(metrics)
                    .contains("spikingbrain_spike_sparsity ")
                    .contains("spikingbrain_energy_per_token_joules{way=\"spiking\"}")
                    .contains("spikingbrain_time_between_tokens_seconds_bucket")
                    .contains(
                            "spikingbrain_requests_total{method=\"POST\",path=\"/v1/completions\",status=\"200\"} 1.0");
            assertThat(server.get("/v1/model").json().path("spiking").asText()).isNotEmpty();
            assertThat(server.get("/v1/spikes?layer=99").param()).isEqualTo("layer");
            CompletableFuture<RunningServer.Answer> nonsense =
                    CompletableFuture.supplyAsync(() -> server.get("/v1/spikes?projection=nonsense"));
            while (!nonsense.isDone()) {
                server.post("/v1/completions", COMPLETION.formatted(20));
            }
            JsonNode error = RunningServer.parse(
                    RunningServer.data(nonsense.join().body()).getLast());
            assertThat(error.at("/error/param").asText()).isEqualTo("projection");
        }
    }

    @Test
    void aDenseModelHasNone(@TempDir Path folder) {
        try (RunningServer server = RunningServer.start(folder)) {
            assertThat(server.get("/v1/spikes").code()).isEqualTo("no_spikes");
            assertThat(server.get("/v1/experts").code()).isEqualTo("no_experts");
            server.post("/v1/completions", COMPLETION.formatted(3));
            assertThat(server.get("/metrics").body())
                    .doesNotContain("spikingbrain_spike_sparsity ")
                    .doesNotContain("spikingbrain_expert_tokens_total{");
            JsonNode facts = server.get("/v1/model").json();
            assertThat(facts.path("spiking").isNull()).isTrue();
            assertThat(facts.path("transformer_bytes_per_token").asLong()).isPositive();
            assertThat(facts.path("state_bytes_per_token").asLong()).isZero();
            assertThat(facts.path("experts").isNull()).isTrue();
        }
    }

    /** Mixtures spike or not, and always have a load. */
    @Test
    void showsTheLoadOfExperts(@TempDir Path folder) throws IOException, InterruptedException {
        Path model = TinyChatModel.writeMixture(folder);
        Backend backend = CpuBackend.create(CpuOptions.builder().threads(2).build());
        try (RunningServer server = RunningServer.over(model, backend, options -> options)) {
            server.post("/v1/completions", COMPLETION.formatted(20));
            var response = server.client()
                    .send(HttpRequest.newBuilder(server.uri("/v1/experts")).build(), BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                JsonNode event = next(lines, "experts");
                assertThat(event.at("/layers").size()).isEqualTo(2);
                assertThat(event.at("/layers/0/layer").asInt()).isEqualTo(1);
                assertThat(sum(event.at("/layers/1/tokens"))).isEqualTo("Hello".length() + 20 - 1);
                assertThat(event.at("/layers/0/fullest_over_mean").asDouble()).isBetween(1.0, 4.0);
            }
            assertThat(server.get("/metrics").body())
                    .contains("spikingbrain_expert_tokens_total{expert=\"0\",layer=\"1\"} ")
                    .contains("spikingbrain_expert_tokens_total{expert=\"3\",layer=\"2\"} ")
                    .doesNotContain("expert_resident_bytes");
            JsonNode facts = server.get("/v1/model").json();
            assertThat(facts.at("/experts/routed").asInt()).isEqualTo(4);
            assertThat(facts.path("transformer").booleanValue()).isFalse();
            assertThat(facts.has("grows_with_text"))
                    .as("would contradict what follows")
                    .isFalse();
            assertThat(facts.path("state_bytes_per_token").asLong())
                    .as("keys and values of the layer with full attention")
                    .isEqualTo(2 * 2 * 16 * Float.BYTES);
        }
    }

    private static long sum(JsonNode numbers) {
        long sum = 0;
        for (JsonNode number : numbers) {
            sum += number.asLong();
        }
        return sum;
    }

    private static JsonNode next(BufferedReader lines) throws IOException {
        return next(lines, "spikes");
    }

    private static JsonNode next(BufferedReader lines, String event) throws IOException {
        boolean found = false;
        while (true) {
            String line = lines.readLine();
            if (found) {
                return RunningServer.parse(line.substring("data: ".length()));
            }
            found = line.equals("event: " + event);
        }
    }
}
