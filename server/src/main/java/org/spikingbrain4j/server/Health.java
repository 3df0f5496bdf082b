package org.spikingbrain4j.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code /health}: the process lives; {@code /ready}: it takes requests, which {@link Routes} refuses once it does not. */
final class Health {
    private Health() {}

    static void live(ServerRequest request, ServerResponse response) {
        Answers.send(response, Json.object().put("status", "ok"));
    }

    static void ready(ServerRequest request, ServerResponse response) {
        Answers.send(response, Json.object().put("status", "ready"));
    }
}
