package org.spikingbrain4j.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.spikingbrain4j.inference.Scheduler;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;

/** A server over {@link TinyChatModel} on a port of its own, with a plain client. */
final class RunningServer implements AutoCloseable {
    static final String MODEL = "tiny";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Backend backend;
    private final TextModel model;
    private final SpikingBrainServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> log = new CopyOnWriteArrayList<>();

    private RunningServer(Path directory, Backend backend, UnaryOperator<ServerOptions.Builder> options) {
        ActivityMeter meter = new ActivityMeter();
        this.backend = meter.over(backend);
        this.model = TinyChatModel.open(directory, this.backend);
        this.server = SpikingBrainServer.start(
                model, options.apply(ServerOptions.builder(MODEL).port(0)).build(), meter, log::add);
    }

    static RunningServer start(Path parent) {
        return start(parent, options -> options);
    }

    static RunningServer start(Path parent, UnaryOperator<ServerOptions.Builder> options) {
        return new RunningServer(TinyChatModel.write(parent), new ReferenceBackend(), options);
    }

    /** Over a model that is there already, on another back end. */
    static RunningServer over(Path directory, Backend backend, UnaryOperator<ServerOptions.Builder> options) {
        return new RunningServer(directory, backend, options);
    }

    /** A status and a body. */
    record Answer(int status, String body, HttpResponse<String> response) {
        JsonNode json() {
            return parse(body);
        }

        /** The code of an error. */
        String code() {
            return json().path("error").path("code").asText();
        }

        /** The field that an error names. */
        String param() {
            return json().path("error").path("param").asText();
        }
    }

    TextModel model() {
        return model;
    }

    SpikingBrainServer server() {
        return server;
    }

    Scheduler scheduler() {
        return server.scheduler();
    }

    List<String> log() {
        return log;
    }

    /** The line of the log that holds a text: it is written when the client has its answer already. */
    String logLine(String part) {
        return Eventually.get(
                () -> log.stream().filter(line -> line.contains(part)).findFirst());
    }

    int port() {
        return server.port();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port(), path));
    }

    HttpClient client() {
        return client;
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    Answer delete(String path) {
        return send(HttpRequest.newBuilder(uri(path)).DELETE());
    }

    Answer post(String path, String json) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Socket socket() throws IOException {
        return new Socket("127.0.0.1", port());
    }

    /** The data of server-sent events. */
    static List<String> data(String events) {
        return events.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
        model.close();
        backend.close();
    }
}
