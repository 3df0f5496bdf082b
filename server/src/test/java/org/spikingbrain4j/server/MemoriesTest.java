package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.ReferenceBackend;

class MemoriesTest {
    private static final String TEXT = "The captain sailed to the island. ".repeat(20);

    @TempDir
    Path folder;

    private Path model;
    private RunningServer server;

    @BeforeEach
    void start() {
        model = TinyChatModel.write(folder);
        server = restart();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readsListsAsksAndForgets() {
        RunningServer.Answer made = upload("?name=captain.txt", "text/plain", TEXT, "application/json");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().path("name").asText()).isEqualTo("captain.txt");
        assertThat(made.json().path("status").asText()).isEqualTo("ready");
        assertThat(made.json().path("tokens").asInt()).isEqualTo(TEXT.length());
        String id = made.json().path("id").asText();
        assertThat(server.get("/v1/memories/" + id).json()).isEqualTo(made.json());
        assertThat(server.get("/v1/memories").json().at("/data/0")).isEqualTo(made.json());
        JsonNode asked = ask(id).json();
        assertThat(asked.at("/usage/prompt_tokens").asInt()).isEqualTo(TEXT.length() + 2);
        assertThat(asked.at("/usage/prompt_tokens_details/cached_tokens").asInt())
                .isEqualTo(TEXT.length());
        assertThat(server.delete("/v1/memories/" + id).json().path("deleted").asBoolean())
                .isTrue();
        assertThat(server.get("/v1/memories/" + id).status()).isEqualTo(404);
        assertThat(ask(id).code()).isEqualTo("memory_not_found");
        assertThat(files()).isEmpty();
    }

    @Test
    void answersAsIfTheDocumentWereTheBeginningOfThePrompt() {
        String id = upload("?name=captain.txt", "text/plain", TEXT, "*/*")
                .json()
                .path("id")
                .asText();
        String request =
                "{\"model\": \"tiny\", \"prompt\": \"%s\", \"max_tokens\": 8, \"temperature\": 0, \"ignore_eos\": true%s}";
        String whole = server.post("/v1/completions", request.formatted(TEXT + "He", ""))
                .json()
                .at("/choices/0/text")
                .asText();
        String remembered = server.post(
                        "/v1/completions", request.formatted("He", ", \"memory\": \"%s\"".formatted(id)))
                .json()
                .at("/choices/0/text")
                .asText();
        assertThat(remembered).isEqualTo(whole);
    }

    @Test
    void answersFromTheFileThatIsThereNow() throws IOException {
        String first = upload("?name=a.txt", "text/plain", TEXT, "*/*")
                .json()
                .path("id")
                .asText();
        String second = upload("?name=b.txt", "text/plain", "Something else.", "*/*")
                .json()
                .path("id")
                .asText();
        assertThat(ask(first).json().at("/usage/prompt_tokens").asInt()).isEqualTo(TEXT.length() + 2);
        Files.copy(
                memories().resolve(second + ".state"),
                memories().resolve(first + ".state"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(ask(first).json().at("/usage/prompt_tokens").asInt()).isEqualTo("Something else.".length() + 2);
    }

    @Test
    void severalAnswersFromAMemory() {
        String id = upload("?name=a.txt", "text/plain", TEXT, "*/*")
                .json()
                .path("id")
                .asText();
        String request =
                "{\"model\": \"tiny\", \"prompt\": \"He\", \"max_tokens\": 4, \"memory\": \"%s\", \"seed\": %d, \"n\": %d}";
        JsonNode three =
                server.post("/v1/completions", request.formatted(id, 7, 3)).json();
        for (int i = 0; i < 3; i++) {
            assertThat(server.post("/v1/completions", request.formatted(id, 7 + i, 1))
                            .json()
                            .at("/choices/0/text"))
                    .isEqualTo(three.at("/choices/%d/text".formatted(i)));
        }
    }

    /** A full disk. */
    @Test
    void saysWhyADocumentCannotBeKept() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "this system has no /dev/full");
        try (OutputStream out = KeptOutput.open(full)) {
            assertThatThrownBy(() -> out.write(new byte[10]))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.status()).isEqualTo(503))
                    .hasMessage("The document cannot be kept on this server: No space left on device.");
        }
        assertThatThrownBy(() -> KeptOutput.open(folder.resolve("missing").resolve("x")))
                .isInstanceOf(ApiException.class)
                .hasMessageNotContaining(folder.toString());
    }

    @Test
    void isThereAfterARestart() {
        String id = upload("?name=captain.txt&precision=bf16", "text/plain", TEXT, "*/*")
                .json()
                .path("id")
                .asText();
        String before = server.get("/v1/memories").body();
        server.close();
        server = restart();
        assertThat(server.get("/v1/memories").body()).isEqualTo(before);
        assertThat(ask(id).status()).isEqualTo(200);
    }

    @Test
    void tellsHowTheReadingGoes() {
        RunningServer.Answer made = upload("?name=captain.txt", "text/plain", TEXT.repeat(20), "text/event-stream");
        assertThat(made.status()).isEqualTo(200);
        assertThat(made.body()).contains("event: memory\n");
        List<String> data = RunningServer.data(made.body());
        assertThat(RunningServer.parse(data.getLast()).path("tokens").asInt()).isEqualTo(TEXT.length() * 20);
        for (String progress : data.subList(0, data.size() - 1)) {
            assertThat(RunningServer.parse(progress).path("tokens").asInt()).isPositive();
            assertThat(RunningServer.parse(progress).path("tokens_per_second").asDouble())
                    .isPositive();
        }
    }

    @Test
    void takesAForm() {
        String form = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\\\docs\\\\web.html\"\r\n"
                + "Content-Type: text/html\r\n\r\n<p>One</p><script>two</script>\r\n--XX--\r\n";
        RunningServer.Answer made = upload("", "multipart/form-data; boundary=XX", form, "*/*");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().path("name").asText()).isEqualTo("web.html");
        assertThat(made.json().path("tokens").asInt()).isEqualTo("One".length());
    }

    @Test
    void refusesFormsThatAreBroken() {
        String start = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nabc";
        String other = "--XX\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nabc\r\n--XX--\r\n";
        for (String form : List.of("", start, other, start + "\r\n" + other)) {
            RunningServer.Answer refused = upload("", "multipart/form-data; boundary=XX", form, "*/*");
            assertThat(refused.status()).as(form).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("invalid_form");
        }
        assertThat(upload("", "multipart/form-data", start, "*/*").code()).isEqualTo("invalid_form");
        assertThat(files()).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithADocument() {
        RunningServer.Answer pdf = upload("?name=a.pdf", "application/pdf", "no pdf", "*/*");
        assertThat(pdf.code()).isEqualTo("invalid_document");
        assertThat(pdf.json().at("/error/message").asText()).startsWith("a.pdf").doesNotContain(folder.toString());
        assertThat(upload("?name=a.txt", "text/plain", "", "*/*").code()).isEqualTo("invalid_document");
        assertThat(upload("", "text/plain", TEXT, "*/*").param()).isEqualTo("name");
        assertThat(upload("?name=a.txt&precision=f16", "text/plain", TEXT, "*/*")
                        .param())
                .isEqualTo("precision");
        assertThat(upload("?name=a.txt&precison=bf16", "text/plain", TEXT, "*/*")
                        .param())
                .isEqualTo("precison");
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesDocumentsThatAreTooLarge() {
        server.close();
        server = RunningServer.over(
                model,
                new ReferenceBackend(),
                options -> options.memories(folder.resolve("memories")).limits(Limits.DEFAULT.withUploadBytes(100)));
        assertThat(upload("?name=a.txt", "text/plain", TEXT, "*/*").status()).isEqualTo(413);
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2F..%2Fsecret",
                "%2e%2e",
                "%2Fetc%2Fpasswd",
                "a%00b",
                ".upload-x",
                "-x",
                "x.state",
                "%5C..%5Cx",
                "a%20b"
            })
    void refusesIdsThatArePaths(String id) throws IOException {
        Files.writeString(folder.resolve("secret.state"), "secret");
        for (RunningServer.Answer answer :
                List.of(server.get("/v1/memories/" + id), server.delete("/v1/memories/" + id))) {
            assertThat(answer.status()).as(answer.body()).isIn(400, 404);
            assertThat(answer.body()).doesNotContain("secret\"}");
        }
        assertThat(folder.resolve("secret.state")).exists();
        RunningServer.Answer asked = ask("../secret");
        assertThat(asked.status()).isEqualTo(404);
        assertThat(asked.code()).isEqualTo("memory_not_found");
    }

    @Test
    void listsWhatCannotBeAskedAndKeepsIt() throws IOException {
        String id = upload("?name=captain.txt", "text/plain", TEXT, "*/*")
                .json()
                .path("id")
                .asText();
        Path state = memories().resolve(id + ".state");
        byte[] bytes = Files.readAllBytes(state);
        bytes[bytes.length - 1] ^= 1;
        Files.write(memories().resolve("damaged.state"), bytes);
        Files.writeString(memories().resolve("nonsense.state"), "nonsense");
        JsonNode nonsense = server.get("/v1/memories/nonsense").json();
        assertThat(nonsense.path("status").asText()).isEqualTo("unusable");
        assertThat(nonsense.path("reason").asText()).contains("damaged");
        assertThat(ask("nonsense").code()).isEqualTo("memory_unusable");
        assertThat(ask("damaged").code()).isEqualTo("memory_unusable");
        assertThat(ask(id).status()).isEqualTo(200);
        assertThat(memories().resolve("nonsense.state")).exists();
    }

    @Test
    void forgetsADocumentWhoseReaderIsGone() throws IOException {
        try (Socket socket = server.socket()) {
            byte[] document = TEXT.repeat(2000).getBytes(StandardCharsets.US_ASCII);
            String head =
                    "POST /v1/memories?name=a.txt HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
                            .formatted(document.length);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(document);
            Eventually.holds(() -> server.get("/metrics").body().contains("spikingbrain_running_requests 1.0"));
        }
        server.logLine("\"status\":499");
        Eventually.holds(() -> files().isEmpty());
    }

    @Test
    void keepsWhatWasReadWhenTheServerIsClosed() throws IOException {
        Thread reader = Thread.ofVirtual().start(() -> upload("?name=a.txt", "text/plain", TEXT.repeat(5000), "*/*"));
        Eventually.holds(() -> server.get("/metrics").body().contains("spikingbrain_running_requests 1.0"));
        server.server().close();
        reader.interrupt();
        server.close();
        server = restart();
        JsonNode kept = server.get("/v1/memories").json().at("/data/0");
        assertThat(kept.path("status").asText()).isEqualTo("incomplete");
        assertThat(kept.path("tokens").asLong()).isPositive();
        assertThat(ask(kept.path("id").asText()).status()).isEqualTo(200);
    }

    private RunningServer restart() {
        return RunningServer.over(
                model,
                new ReferenceBackend(),
                options ->
                        options.memories(memories()).timeouts(Timeouts.DEFAULT.withShutdown(Duration.ofMillis(100))));
    }

    private Path memories() {
        return folder.resolve("memories");
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(memories())) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private RunningServer.Answer ask(String id) {
        return server.post(
                "/v1/completions",
                "{\"model\": \"tiny\", \"prompt\": \"He\", \"max_tokens\": 2, \"memory\": \"%s\"}".formatted(id));
    }

    private RunningServer.Answer upload(String query, String type, String body, String accept) {
        return server.send(HttpRequest.newBuilder(server.uri("/v1/memories" + query))
                .header("Content-Type", type)
                .header("Accept", accept)
                .POST(BodyPublishers.ofString(body)));
    }
}
