package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A line of JSON per request, without what was asked and answered. */
final class AccessLog {
    private final Consumer<String> lines;

    /** @param lines takes each line */
    AccessLog(Consumer<String> lines) {
        this.lines = lines;
    }

    void write(ServerRequest request, Exchange exchange, int status) {
        ObjectNode line = Json.object();
        line.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("remote", request.remotePeer().host());
        exchange.key().ifPresent(key -> line.put("key", key));
        line.put("method", request.prologue().method().text());
        line.put("path", request.path().rawPath());
        line.put("status", status);
        line.put("ms", TimeUnit.NANOSECONDS.toMillis(exchange.elapsed()));
        if (exchange.promptTokens() + exchange.completionTokens() > 0) {
            line.put("prompt_tokens", exchange.promptTokens());
            line.put("cached_tokens", exchange.cachedTokens());
            line.put("completion_tokens", exchange.completionTokens());
        }
        exchange.firstToken().ifPresent(nanos -> line.put("first_token_ms", TimeUnit.NANOSECONDS.toMillis(nanos)));
        lines.accept(Json.text(line));
    }
}
