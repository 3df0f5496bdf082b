package org.spikingbrain4j.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code /v1/memories}: what was read before. */
final class MemoryRoutes {
    private final Parts parts;

    MemoryRoutes(Parts parts) {
        this.parts = parts;
    }

    void list(ServerRequest request, ServerResponse response) {
        Answers.send(response, parts.memories().list());
    }

    void get(ServerRequest request, ServerResponse response) {
        Answers.send(response, parts.memories().get(id(request)).json());
    }

    void delete(ServerRequest request, ServerResponse response) {
        Answers.send(response, parts.memories().delete(id(request)));
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }
}
