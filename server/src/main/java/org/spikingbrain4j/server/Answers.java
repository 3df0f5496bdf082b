package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

/** Whole answers. */
final class Answers {
    static final String JSON = "application/json";

    private Answers() {}

    static void send(ServerResponse response, JsonNode json) {
        send(response, 200, json);
    }

    static void send(ServerResponse response, int status, JsonNode json) {
        response.status(Status.create(status))
                .header(HeaderNames.CONTENT_TYPE, JSON)
                .send(Json.bytes(json));
    }
}
