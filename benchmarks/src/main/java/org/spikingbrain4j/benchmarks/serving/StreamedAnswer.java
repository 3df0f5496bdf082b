package org.spikingbrain4j.benchmarks.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One streamed completion as a client sees it.
 *
 * @param tokens that the server says it generated
 * @param firstNanos from the request to the first piece of text
 * @param gapsNanos between pieces
 */
record StreamedAnswer(int tokens, long firstNanos, List<Long> gapsNanos) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data: ";

    /**
     * Asks and waits.
     *
     * @param body of a streaming request with usage
     * @throws IOException where the server refuses, or the stream ends before its end mark
     */
    static StreamedAnswer of(HttpClient client, URI server, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/v1/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long start = System.nanoTime();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (response.statusCode() != 200) {
                throw new IOException("status %d: %s".formatted(response.statusCode(), lines.readLine()));
            }
            return read(lines, start);
        }
    }

    private static StreamedAnswer read(BufferedReader lines, long start) throws IOException {
        List<Long> gaps = new ArrayList<>();
        long first = 0;
        long last = 0;
        int tokens = -1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(DATA + "[DONE]") && tokens >= 0) {
                return new StreamedAnswer(tokens, first, gaps);
            }
            if (!line.startsWith(DATA)) {
                continue;
            }
            long now = System.nanoTime();
            JsonNode event = JSON.readTree(line.substring(DATA.length()));
            tokens = event.path("usage").path("completion_tokens").asInt(tokens);
            if (!event.path("choices").path(0).path("text").asText().isEmpty()) {
                if (last == 0) {
                    first = now - start;
                } else {
                    gaps.add(now - last);
                }
                last = now;
            }
        }
        throw new IOException("the stream ended without its end mark or usage");
    }
}
