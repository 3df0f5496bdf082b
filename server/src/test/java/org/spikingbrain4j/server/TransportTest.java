package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send too much, too little, too slowly or go away. */
class TransportTest {
    private static final String LONG =
            "{\"model\": \"tiny\", \"prompt\": \"Hello\", \"max_tokens\": 60000, \"temperature\": 0, \"ignore_eos\": true%s}";

    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        server = RunningServer.start(
                folder,
                options -> options.limits(Limits.DEFAULT.withBodyBytes(1 << 20))
                        .timeouts(Timeouts.DEFAULT
                                .withRead(Duration.ofMillis(700))
                                .withIdle(Duration.ofSeconds(3))
                                .withWrite(Duration.ofSeconds(2))));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void refusesAMegabyteOfHeaders() throws IOException {
        String answer =
                exchange("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(1 << 20) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 431 ").contains("\"code\":\"headers_too_large\"");
    }

    @Test
    void refusesTwoHundredMegabytesOfBody() throws IOException, InterruptedException {
        try (Socket socket = server.socket()) {
            OutputStream out = socket.getOutputStream();
            out.write(head("POST", "/v1/completions", 200L << 20));
            Thread sender = Thread.ofVirtual().start(() -> send(out, 200));
            assertThat(text(socket)).startsWith("HTTP/1.1 413 ").contains("\"code\":\"request_too_large\"");
            sender.join(Duration.ofSeconds(30));
            assertThat(sender.isAlive()).isFalse();
        }
    }

    @Test
    void refusesABodyOfUnknownLengthThatIsTooLong() {
        RunningServer.Answer answer = server.send(HttpRequest.newBuilder(server.uri("/v1/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[2 << 20]))));
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void doesNotKeepAChunkOfAnySize() throws IOException, InterruptedException {
        try (Socket socket = server.socket()) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            Thread sender = Thread.ofVirtual().start(() -> send(out, 100));
            assertThat(text(socket)).startsWith("HTTP/1.1 413 ").contains("\"code\":\"chunk_too_large\"");
            sender.join(Duration.ofSeconds(30));
            assertThat(sender.isAlive()).isFalse();
        }
    }

    @Test
    void saysThatAChunkIsMalformed() throws IOException {
        String answer = exchange(
                "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"invalid_chunk\"");
    }

    @Test
    void saysThatARequestIsMalformed() throws IOException {
        for (String line : new String[] {"<script> /v1/models HTTP/1.1", "G(T /v1/models HTTP/1.1", "nonsense"}) {
            assertThat(exchange(line + "\r\nHost: localhost\r\n\r\n"))
                    .as(line)
                    .startsWith("HTTP/1.1 400 ")
                    .doesNotContain("<script>");
        }
        assertThat(exchange("GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted("x".repeat(1 << 16))))
                .startsWith("HTTP/1.1 414 ")
                .contains("\"code\":\"uri_too_long\"");
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        try (Socket socket = server.socket()) {
            socket.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(text(socket)).startsWith("HTTP/1.1 200 ").endsWith("{\"status\":\"ok\"}");
        }
    }

    @Test
    void methodsThatAnybodyCanMakeUpAreOneLabel() {
        for (String method : new String[] {"BREW", "WHEN"}) {
            server.send(HttpRequest.newBuilder(server.uri("/health")).method(method, BodyPublishers.noBody()));
        }
        Eventually.holds(() -> server.get("/metrics")
                .body()
                .contains("spikingbrain_requests_total{method=\"other\",path=\"/health\",status=\"405\"} 2.0"));
        assertThat(server.get("/metrics").body()).doesNotContain("BREW");
    }

    @Test
    void doesNotWaitForTheRestOfABody() throws IOException {
        try (Socket socket = server.socket()) {
            socket.getOutputStream().write(head("POST", "/v1/completions", 1000));
            socket.getOutputStream().write("{\"model\":".getBytes(StandardCharsets.US_ASCII));
            assertThat(text(socket)).startsWith("HTTP/1.1 408 ").contains("\"code\":\"request_timeout\"");
        }
    }

    @Test
    void closesAConnectionThatStopsWithinItsHeaders() throws IOException {
        try (Socket socket = server.socket()) {
            socket.getOutputStream().write("GET /v1/models HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            assertThat(text(socket)).doesNotContain("200 OK");
        }
    }

    @Test
    void headersThatDripEndTheConnection() throws IOException {
        try (Socket socket = server.socket()) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            long start = System.nanoTime();
            boolean open = true;
            while (open && System.nanoTime() - start < Duration.ofSeconds(20).toNanos()) {
                open = drip(out);
            }
            assertThat(open).isFalse();
        }
    }

    @Test
    void answersTwoRequestsThatCameTogether() throws IOException {
        String body = "{\"model\": \"tiny\", \"prompt\": \"Hello\", \"max_tokens\": 20, \"ignore_eos\": true}";
        String first = new String(head("POST", "/v1/completions", body.length()), StandardCharsets.US_ASCII) + body;
        String answers = exchange(first + "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answers).contains("text_completion").endsWith("{\"status\":\"ok\"}");
    }

    @Test
    void noticesThatAClientWithoutAStreamIsGone() throws IOException {
        int gone = count("\"status\":499");
        try (Socket socket = server.socket()) {
            String body = LONG.formatted("");
            socket.getOutputStream().write(head("POST", "/v1/completions", body.length()));
            socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
            Eventually.holds(() -> metric("spikingbrain_running_requests") >= 1);
        }
        Eventually.holds(() -> count("\"status\":499") > gone);
        Eventually.holds(() -> metric("spikingbrain_running_requests") == 0);
    }

    @Test
    void noticesThatAClientWithAStreamIsGone() throws IOException {
        double tokens = metric("spikingbrain_completion_tokens_total");
        int gone = count("\"status\":499");
        try (Socket socket = server.socket()) {
            String body = LONG.formatted(", \"stream\": true");
            socket.getOutputStream().write(head("POST", "/v1/completions", body.length()));
            socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(500), StandardCharsets.UTF_8))
                    .contains("data: {");
        }
        Eventually.holds(() -> count("\"status\":499") > gone);
        assertThat(metric("spikingbrain_completion_tokens_total") - tokens)
                .as("tokens count whoever still wants them")
                .isPositive();
        Eventually.holds(() -> metric("spikingbrain_running_requests") == 0);
    }

    @Test
    void aReaderThatTakesNothingHoldsUpNobody() throws IOException {
        try (Socket socket = slowReader()) {
            String body = LONG.formatted(", \"stream\": true, \"logprobs\": 20");
            socket.getOutputStream().write(head("POST", "/v1/completions", body.length()));
            socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
            Eventually.holds(() -> metric("spikingbrain_running_requests") >= 1);
            assertThat(server.post("/v1/completions", "{\"model\": \"tiny\", \"prompt\": \"Hi\", \"max_tokens\": 3}")
                            .status())
                    .isEqualTo(200);
        }
        Eventually.holds(() -> metric("spikingbrain_running_requests") == 0);
    }

    @Test
    void aReaderThatTakesNothingIsGivenUp() throws IOException {
        try (Socket socket = slowReader()) {
            String body = "{\"prompt\": \"%s\", \"return_token_strs\": true}".formatted("x".repeat(1_000_000));
            socket.getOutputStream().write(head("POST", "/tokenize", body.length()));
            socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
            assertThat(RunningServer.parse(server.logLine("\"/tokenize\""))
                            .path("status")
                            .asInt())
                    .isEqualTo(499);
        }
    }

    private static Socket slowReader() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
        return socket;
    }

    private static void send(OutputStream out, int megabytes) {
        byte[] blanks = new byte[1 << 20];
        Arrays.fill(blanks, (byte) ' ');
        try {
            for (int i = 0; i < megabytes; i++) {
                out.write(blanks);
            }
        } catch (IOException e) {
            // the server has had enough
        }
    }

    private static boolean drip(OutputStream out) throws IOException {
        try {
            Thread.sleep(100);
            out.write('x');
            return true;
        } catch (SocketException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int count(String part) {
        return (int) server.log().stream().filter(line -> line.contains(part)).count();
    }

    private static double metric(String name) {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] head(String method, String path, long length) {
        return "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(method, path, length)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends and reads until the server closes the connection. */
    private static String exchange(String request) throws IOException {
        try (Socket socket = server.socket()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return text(socket);
        }
    }

    private static String text(Socket socket) throws IOException {
        socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
