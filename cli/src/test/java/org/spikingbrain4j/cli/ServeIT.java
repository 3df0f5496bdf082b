package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void answersUntilASignal(String signal) throws IOException, InterruptedException {
        Path model = TinyTextModel.write(folder);
        Path keys = Files.writeString(folder.resolve("keys"), "secret\n");
        Path log = folder.resolve("log");
        ProcessBuilder builder = Launcher.interruptible(
                "serve",
                "--port",
                "0",
                "--model",
                model.toString(),
                "--model-name",
                "tiny",
                "--api-keys",
                keys.toString());
        Process process = builder.redirectError(log.toFile()).start();
        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create(out.readLine());
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri.resolve("/v1/completions"))
                            .header("Content-Type", "application/json")
                            .header("Authorization", "Bearer secret")
                            .POST(
                                    BodyPublishers.ofString(
                                            "{\"model\": \"tiny\", \"prompt\": [5, 6, 7], \"max_tokens\": 3, \"ignore_eos\": true}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(client.send(
                                    HttpRequest.newBuilder(uri.resolve("/v1/models"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(Launcher.exitCode(process)).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(log))
                .contains("\"path\":\"/v1/completions\",\"status\":200")
                .contains("\"completion_tokens\":3")
                .doesNotContain("INFO")
                .doesNotContain("secret");
    }

    @Test
    void refusesFlagsThatCannotBe() {
        assertThat(Launcher.run("serve", "--port", "70000").errorLines().getFirst())
                .isEqualTo("error: --port: expected 0 (a free one) to 65535, found 70000");
        assertThat(Launcher.run("serve", "--tls-key", "key.pem").errorLines().getFirst())
                .contains("--tls-certificate and --tls-key: expected both");
        assertThat(Launcher.run("serve", "--tls-certificate", "pom.xml", "--tls-key", "pom.xml")
                        .errorLines()
                        .getFirst())
                .isEqualTo(
                        "error: pom.xml: expected a certificate in PEM (-----BEGIN CERTIFICATE-----), found something else");
        assertThat(Launcher.run("serve", "--cors-origin", "example.org")
                        .errorLines()
                        .getFirst())
                .contains("--cors-origin: expected https://host");
    }
}
