package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.model.InvalidInputException;

class AccessTest {
    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        server = RunningServer.start(
                folder,
                options -> options.keys(ApiKeys.of(List.of("key-one", "key-two")))
                        .corsOrigins(Set.of("https://app.example")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void wantsAKey() {
        RunningServer.Answer without = server.get("/v1/models");
        assertThat(without.status()).isEqualTo(401);
        assertThat(without.code()).isEqualTo("invalid_api_key");
        assertThat(without.response().headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(with("Bearer key-three").status()).isEqualTo(401);
        assertThat(with("Bearer key-on").status()).isEqualTo(401);
        assertThat(with("Bearer ").status()).isEqualTo(401);
        assertThat(with("Basic key-one").status()).isEqualTo(401);
        assertThat(with("Bearer key-one").status()).isEqualTo(200);
        assertThat(with("bearer key-two").status()).isEqualTo(200);
        assertThat(server.get("/metrics").status()).isEqualTo(401);
        assertThat(server.get("/nothing").status()).isEqualTo(401);
    }

    @Test
    void saysThatItLivesToEverybody() {
        assertThat(server.get("/health").json().path("status").asText()).isEqualTo("ok");
        assertThat(server.get("/ready").json().path("status").asText()).isEqualTo("ready");
    }

    @Test
    void logsTheKeysNameNotTheKey() {
        with("Bearer key-one");
        String line = server.logLine("\"key\":");
        assertThat(RunningServer.parse(line).path("key").asText()).matches("[0-9a-f]{8}");
        assertThat(server.log()).noneMatch(text -> text.contains("key-one"));
    }

    @Test
    void pagesOfConfiguredOriginsMayAsk() {
        RunningServer.Answer preflight = server.send(HttpRequest.newBuilder(server.uri("/v1/completions"))
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type,x-stainless-os")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.response().headers().firstValue("Access-Control-Allow-Headers"))
                .contains("authorization,content-type,x-stainless-os");
        assertThat(preflight.response().headers().firstValue("Access-Control-Allow-Origin"))
                .contains("https://app.example");
        RunningServer.Answer asked = server.send(HttpRequest.newBuilder(server.uri("/v1/models"))
                .header("Origin", "https://app.example")
                .header("Authorization", "Bearer key-one"));
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.response().headers().firstValue("Access-Control-Allow-Origin"))
                .contains("https://app.example");
        RunningServer.Answer foreign = server.send(HttpRequest.newBuilder(server.uri("/v1/models"))
                .header("Origin", "https://other.example")
                .header("Authorization", "Bearer key-one"));
        assertThat(foreign.status()).isEqualTo(403);
    }

    @Test
    void readsKeysFromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "# mine\nsecret\n\n  other  \n");
        assertThat(ApiKeys.read(file).identify("other")).isPresent();
        assertThat(ApiKeys.read(file).identify("# mine")).isEmpty();
        Files.writeString(file, "# none\n");
        assertThatThrownBy(() -> ApiKeys.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected at least one");
        Files.writeString(file, "two words\n");
        assertThatThrownBy(() -> ApiKeys.read(file)).hasMessageContaining("without blanks");
        assertThatThrownBy(() -> ApiKeys.read(folder.resolve("missing"))).hasMessageContaining("cannot be read");
    }

    private static RunningServer.Answer with(String authorization) {
        return server.send(HttpRequest.newBuilder(server.uri("/v1/models")).header("Authorization", authorization));
    }
}
