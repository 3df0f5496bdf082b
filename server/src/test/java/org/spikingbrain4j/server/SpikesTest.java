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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        }
    }

    @Test
    void aDenseModelHasNone(@TempDir Path folder) {
        try (RunningServer server = RunningServer.start(folder)) {
            assertThat(server.get("/v1/spikes").code()).isEqualTo("no_spikes");
            server.post("/v1/completions", COMPLETION.formatted(3));
            assertThat(server.get("/metrics").body()).doesNotContain("spikingbrain_spike_sparsity ");
            JsonNode facts = server.get("/v1/model").json();
            assertThat(facts.path("spiking").isNull()).isTrue();
            assertThat(facts.path("transformer_bytes_per_token").asLong()).isPositive();
        }
    }

    private static JsonNode next(BufferedReader lines) throws IOException {
        boolean spikes = false;
        while (true) {
            String line = lines.readLine();
            if (spikes) {
                return RunningServer.parse(line.substring("data: ".length()));
            }
            spikes = line.equals("event: spikes");
        }
    }
}
