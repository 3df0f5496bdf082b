package org.spikingbrain4j.server;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.spikingbrain4j.documents.DocumentException;
import org.spikingbrain4j.inference.MissingChatTemplateException;
import org.spikingbrain4j.inference.MissingToolTemplateException;
import org.spikingbrain4j.inference.QueueFullException;
import org.spikingbrain4j.model.ContextOverflowException;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.operators.InsufficientMemoryException;
import org.spikingbrain4j.tokenizer.ChatTemplateException;
import org.spikingbrain4j.tokenizer.ChatTemplateTimeoutException;
import org.spikingbrain4j.tokenizer.TokenizerException;

/** Makes every failure an error in OpenAI's shape. */
final class Failures implements DirectHandler {
    private static final System.Logger LOGGER = System.getLogger(Failures.class.getName());
    private static final int HEADERS_TOO_LARGE = 431;
    private static final int TARGET_TOO_LONG = 414;

    /** Answers a request that failed before anything was sent. */
    void answer(ServerRequest request, ServerResponse response, Throwable failure) {
        ApiException error = error(failure);
        if (error.status() == 401) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        if (error.status() == 503) {
            response.header(HeaderNames.RETRY_AFTER, "1");
        }
        if (error.status() == 408 || Body.longUnread(request)) {
            response.header(HeaderValues.CONNECTION_CLOSE);
            Exchange.of(request).close();
        }
        Answers.send(response, error.status(), error.json());
    }

    /**
     * Ends events with an error where some were sent.
     *
     * @throws RuntimeException the failure itself, where none were: it can be an ordinary answer
     */
    void end(EventStream events, RuntimeException failure) {
        if (failure instanceof CloseConnectionException || !events.fail(error(failure))) {
            throw failure;
        }
    }

    /** What a failure is to a client. */
    ApiException error(Throwable failure) {
        return switch (failure) {
            case ApiException e -> e;
            case ContextOverflowException e -> ApiException.invalid("context_length_exceeded", e.getMessage());
            case QueueFullException e -> ApiException.unavailable("queue_full", e.getMessage());
            case InsufficientMemoryException e -> ApiException.unavailable("out_of_memory", e.getMessage());
            case MissingChatTemplateException e -> ApiException.invalid("no_chat_template", e.getMessage());
            case ChatTemplateTimeoutException e -> ApiException.unavailable("template_timeout", e.getMessage());
            case ChatTemplateException _ ->
                ApiException.field(
                        "messages",
                        "invalid_value",
                        "messages: the model's chat template does not take this conversation; it may want other roles or another order.");
            case MissingToolTemplateException e -> ApiException.field("tools", "unsupported_value", e.getMessage());
            case InvalidInputException e -> ApiException.invalid("invalid_value", e.getMessage());
            case TokenizerException e -> ApiException.invalid("invalid_value", e.getMessage());
            case DocumentException e -> ApiException.invalid("invalid_document", e.getMessage());
            case HttpException e ->
                ApiException.of(e.status().code(), "http_error", e.status().reasonPhrase());
            default -> {
                LOGGER.log(Level.ERROR, "a request failed", failure);
                yield ApiException.internal();
            }
        };
    }

    /** What is wrong before there is a request that could be routed. */
    @Override
    public TransportResponse handle(
            TransportRequest request, EventType event, Status status, ServerResponseHeaders headers, String message) {
        lingerIfServed();
        ApiException error =
                malformed(event, status, Optional.ofNullable(message).orElse("The request is malformed"));
        return TransportResponse.builder()
                .status(Status.create(error.status()))
                .header(HeaderNames.CONTENT_TYPE, Answers.JSON)
                .keepAlive(false)
                .entity(Json.text(error.json()).getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static void lingerIfServed() {
        if (ClientConnection.serves()) {
            ClientConnection.current().lingerAtClose();
        }
    }

    /** Whether it could be read until its body. */
    private static boolean inRequest() {
        return !ClientConnection.serves() || ClientConnection.current().inBody();
    }

    private static ApiException malformed(EventType event, Status status, String message) {
        if (event == EventType.INTERNAL_ERROR) {
            return inRequest()
                    ? ApiException.internal()
                    : ApiException.invalid(
                            "bad_request", "The request cannot be read: its first line or a header is malformed.");
        }
        if (message.contains("Header size exceeded")) {
            return ApiException.of(HEADERS_TOO_LARGE, "headers_too_large", "The headers are larger than allowed here.");
        }
        if (message.contains("URI too long")) {
            return ApiException.of(TARGET_TOO_LONG, "uri_too_long", "The request line is longer than allowed here.");
        }
        return ApiException.of(status.code(), "bad_request", message + ".");
    }
}
