package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code /v1/models}: the one that is served. */
final class Models {
    private final ServedModel model;

    Models(ServedModel model) {
        this.model = model;
    }

    void list(ServerRequest request, ServerResponse response) {
        ObjectNode json = Json.object().put("object", "list");
        json.putArray("data").add(json());
        Answers.send(response, json);
    }

    void get(ServerRequest request, ServerResponse response) {
        model.check(request.path().pathParameters().get("id"));
        Answers.send(response, json());
    }

    private ObjectNode json() {
        return Json.object()
                .put("id", model.name())
                .put("object", "model")
                .put("created", model.created())
                .put("owned_by", "spikingbrain4j")
                .put("max_model_len", model.contextLength());
    }
}
