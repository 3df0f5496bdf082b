package org.spikingbrain4j.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code /health}: the process lives; {@code /ready}: it takes requests. */
final class Health {
    private final Observed observed;

    Health(Observed observed) {
        this.observed = observed;
    }

    void live(ServerRequest request, ServerResponse response) {
        Answers.send(response, Json.object().put("status", "ok"));
    }

    void ready(ServerRequest request, ServerResponse response) {
        Answers.send(response, Json.object().put("status", observed.refusing() ? "closing" : "ready"));
    }
}
