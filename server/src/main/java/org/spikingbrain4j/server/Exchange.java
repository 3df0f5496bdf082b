package org.spikingbrain4j.server;

import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.OptionalLong;
import org.spikingbrain4j.inference.GenerationResult;

/** A request while it is answered: who asks, and what the log and the counters shall know. Safe for use by several threads. */
final class Exchange {
    private final long start = System.nanoTime();
    private String client;
    private Optional<String> key = Optional.empty();
    private String route = "other";
    private boolean closing;
    private long promptTokens;
    private long cachedTokens;
    private long completionTokens;
    private OptionalLong firstToken = OptionalLong.empty();

    private Exchange(String client) {
        this.client = client;
    }

    static Exchange begin(ServerRequest request) {
        Exchange exchange = new Exchange(request.remotePeer().host());
        request.context().register(exchange);
        return exchange;
    }

    static Exchange of(ServerRequest request) {
        return request.context().get(Exchange.class).orElseThrow();
    }

    /** Whom the scheduler is fair to: a key or an address, and a user of it. */
    synchronized String client(Optional<String> user) {
        return user.map(name -> client + "/" + name).orElse(client);
    }

    synchronized void identified(String keyId) {
        key = Optional.of(keyId);
        client = "key " + keyId;
    }

    synchronized Optional<String> key() {
        return key;
    }

    synchronized void route(String pattern) {
        route = pattern;
    }

    /** The pattern of its path, of which there are few. */
    synchronized String route() {
        return route;
    }

    /** The connection must not be used again: the client may still be sending what nobody reads. */
    synchronized void close() {
        closing = true;
    }

    synchronized boolean closing() {
        return closing;
    }

    /** Nanoseconds since it began. */
    long elapsed() {
        return System.nanoTime() - start;
    }

    /** A token was chosen. */
    synchronized void token() {
        completionTokens++;
        if (firstToken.isEmpty()) {
            firstToken = OptionalLong.of(elapsed());
        }
    }

    /** @param memoryTokens that were read before the prompt */
    synchronized void generated(GenerationResult result, long memoryTokens) {
        promptTokens += memoryTokens + result.promptTokens();
        cachedTokens += memoryTokens + result.reusedTokens();
    }

    synchronized void read(long tokens) {
        promptTokens += tokens;
    }

    synchronized long promptTokens() {
        return promptTokens;
    }

    synchronized long cachedTokens() {
        return cachedTokens;
    }

    synchronized long completionTokens() {
        return completionTokens;
    }

    synchronized OptionalLong firstToken() {
        return firstToken;
    }
}
