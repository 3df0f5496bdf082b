package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients ask to do without a tokenizer of their own, and embeddings. */
class TokenizationTest {
    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        server = RunningServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void tokenizesAndBack() {
        JsonNode json = server.post("/tokenize", "{\"prompt\": \"Hé\", \"add_special_tokens\": false}")
                .json();
        assertThat(json.path("tokens").toString()).isEqualTo("[72,195,169]");
        assertThat(json.path("count").asInt()).isEqualTo(3);
        assertThat(json.path("max_model_len").asInt()).isPositive();
        assertThat(json.path("token_strs").isNull()).isTrue();
        assertThat(server.post("/detokenize", "{\"tokens\": [72, 195, 169]}")
                        .json()
                        .path("prompt")
                        .asText())
                .isEqualTo("Hé");
        assertThat(server.post("/tokenize", "{\"prompt\": \"Hé\", \"return_token_strs\": true}")
                        .json()
                        .path("token_strs")
                        .toString())
                .isEqualTo("[\"H\",\"bytes:\\\\xc3\",\"bytes:\\\\xa9\"]");
    }

    @Test
    void tokenizesConversations() {
        JsonNode json = server.post("/tokenize", "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}")
                .json();
        assertThat(json.at("/tokens/0").asInt()).isEqualTo(257);
        assertThat(json.path("count").asInt()).isEqualTo("0user\nHi0\n0assistant\n".length());
    }

    /** Of a text of 128 pieces. */
    @Test
    void aTextThatNobodyWaitsForAnyMoreIsGivenUp() throws IOException {
        long before = pieces();
        String body = "{\"prompt\": \"%s\"}".formatted("word ".repeat((128 << 16) / 5));
        try (Socket socket = server.socket()) {
            String head =
                    "POST /tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                            .formatted(body.length());
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
            Eventually.holds(() -> pieces() > before);
        }
        server.logLine("\"status\":499");
        assertThat(pieces() - before).isLessThan(128);
    }

    private static long pieces() {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("spikingbrain_text_pieces_total "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThat(server.post("/tokenize", "{}").param()).isEqualTo("prompt");
        assertThat(server.post("/tokenize", "{\"prompt\": \"x\", \"chat_template\": \"y\"}")
                        .code())
                .isEqualTo("unknown_parameter");
        assertThat(server.post("/detokenize", "{\"tokens\": [320]}").param()).isEqualTo("tokens[0]");
        assertThat(server.post("/detokenize", "{\"tokens\": [1], \"model\": \"other\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void saysWhatTheHarnessAsksOfATokenizer() {
        JsonNode json = server.get("/tokenizer_info").json();
        assertThat(json.path("tokenizer_class").asText()).isEqualTo("Qwen2Tokenizer");
        assertThat(json.path("eos_token").asText()).isEqualTo("<|endoftext|>");
        assertThat(json.path("bos_token").isNull()).isTrue();
        assertThat(json.path("chat_template").asText()).contains("<|im_start|>");
    }

    @Test
    void embeds() {
        JsonNode json = server.post("/v1/embeddings", "{\"model\": \"tiny\", \"input\": [\"One\", \"Two!\"]}")
                .json();
        int size = server.model().model().config().hiddenSize();
        assertThat(json.path("data").size()).isEqualTo(2);
        assertThat(json.at("/data/1/embedding").size()).isEqualTo(size);
        assertThat(json.at("/data/1/index").asInt()).isEqualTo(1);
        assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(7);
        JsonNode encoded = server.post(
                        "/v1/embeddings",
                        "{\"model\": \"tiny\", \"input\": [79, 110, 101], \"encoding_format\": \"base64\", \"dimensions\": %d}"
                                .formatted(size))
                .json();
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(encoded.at("/data/0/embedding").asText()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            assertThat(bytes.getFloat())
                    .isEqualTo((float) json.at("/data/0/embedding").get(i).doubleValue());
        }
        for (String dimensions : new String[] {"3", "\"%d\"".formatted(size)}) {
            assertThat(server.post(
                                    "/v1/embeddings",
                                    "{\"model\": \"tiny\", \"input\": \"x\", \"dimensions\": %s}".formatted(dimensions))
                            .param())
                    .isEqualTo("dimensions");
        }
    }
}
