package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.spikingbrain4j.operators.SpikingBrainException;

/** A request that is answered with an error, in OpenAI's shape. */
final class ApiException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;
    private static final String INVALID_REQUEST = "invalid_request_error";

    private final int status;
    private final String type;
    private final String code;
    private final transient Optional<String> param;

    private ApiException(int status, String type, String code, Optional<String> param, String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
    }

    /** A field that is not as it must be. */
    static ApiException field(String param, String code, String message) {
        return new ApiException(400, INVALID_REQUEST, code, Optional.of(param), message);
    }

    static ApiException invalid(String code, String message) {
        return of(400, code, message);
    }

    /** A client's error without a field. */
    static ApiException of(int status, String code, String message) {
        return new ApiException(status, INVALID_REQUEST, code, Optional.empty(), message);
    }

    static ApiException modelNotFound(String asked, String served) {
        return new ApiException(
                404,
                INVALID_REQUEST,
                "model_not_found",
                Optional.of("model"),
                "The model '%s' does not exist here; this server has '%s'.".formatted(asked, served));
    }

    static ApiException memoryNotFound(String param, String id) {
        return new ApiException(
                404,
                INVALID_REQUEST,
                "memory_not_found",
                Optional.of(param),
                "There is no memory '%s'; GET /v1/memories lists them.".formatted(id));
    }

    static ApiException unauthorized(String message) {
        return new ApiException(401, INVALID_REQUEST, "invalid_api_key", Optional.empty(), message);
    }

    /** Nothing is wrong with the request, but it cannot be answered now. */
    static ApiException unavailable(String code, String message) {
        return new ApiException(503, "server_error", code, Optional.empty(), message);
    }

    /** A defect. */
    static ApiException internal() {
        return new ApiException(
                500,
                "server_error",
                "internal_error",
                Optional.empty(),
                "Internal error: this is a defect of the server, whose standard error says more.");
    }

    int status() {
        return status;
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        ObjectNode error = json.putObject("error");
        error.put("message", getMessage()).put("type", type);
        param.ifPresentOrElse(name -> error.put("param", name), () -> error.putNull("param"));
        error.put("code", code);
        return json;
    }
}
