package org.spikingbrain4j.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What a client sends. Another thread reads it while the thread of the connection waits, as long as is allowed where the request is; or
 * while that is busy with an answer: so it learns when the client goes away, and keeps what comes instead for the next request.
 */
final class ConnectionInput implements Supplier<byte[]> {
    private static final Duration LINGERING = Duration.ofSeconds(5);
    private static final byte[] END = {};

    private final DataReader socket;
    private final Timeouts timeouts;
    private Optional<CompletableFuture<byte[]>> ahead = Optional.empty();
    private volatile Runnable gone = () -> {};
    private Phase phase = Phase.IDLE;
    private long since = System.nanoTime();
    private long given;
    private long allowed;

    /** What is read. */
    private enum Phase {
        /** The beginning of a request. */
        IDLE,
        /** The headers of one. */
        HEADERS,
        /** The body of one. */
        BODY,
        /** What nobody wants, before the connection is closed. */
        REST
    }

    ConnectionInput(DataReader socket, Timeouts timeouts) {
        this.socket = socket;
        this.timeouts = timeouts;
    }

    /**
     * More bytes; null at the end, as {@link DataReader} asks.
     *
     * @throws ApiException where more of a body come than were allowed
     * @throws ServerConnectionException where none come in time ({@link #timedOut}), or the connection is broken
     */
    @Override
    public byte[] get() {
        byte[] bytes = await(readAhead());
        ahead = Optional.empty();
        given += bytes.length;
        if (phase == Phase.IDLE) {
            enter(Phase.HEADERS);
        } else if (phase == Phase.BODY && given > allowed) {
            throw ApiException.of(413, "chunk_too_large", "A chunk of the body is larger than allowed here.");
        }
        return bytes.length == 0 ? null : bytes;
    }

    /** The headers of a request were read. */
    void beginBody() {
        enter(Phase.BODY);
    }

    boolean inBody() {
        return phase == Phase.BODY;
    }

    /**
     * Lets more bytes of a body come, as many as may be in memory before they are taken: the web server reads a chunk whole, whatever
     * size the client gives it.
     */
    void allow(long bytes) {
        allowed = given + bytes;
    }

    /** A request was answered. */
    void endRequest() {
        enter(Phase.IDLE);
    }

    /** No request will follow. */
    void beginRest() {
        enter(Phase.REST);
    }

    /** Runs an action, on another thread, when the client closes the connection before {@link #unwatch}; once, or never. */
    void watch(Runnable action) {
        gone = action;
        readAhead().whenComplete((bytes, failure) -> {
            if (failure != null || bytes.length == 0) {
                gone.run();
            }
        });
    }

    void unwatch() {
        gone = () -> {};
    }

    /** Whether a read failed because nothing came for too long. */
    static boolean timedOut(Throwable failure) {
        return failure instanceof ServerConnectionException && failure.getCause() instanceof SocketTimeoutException;
    }

    private CompletableFuture<byte[]> readAhead() {
        if (ahead.isEmpty()) {
            CompletableFuture<byte[]> promise = new CompletableFuture<>();
            ahead = Optional.of(promise);
            Thread.ofVirtual().name("connection-input").start(() -> read(promise));
        }
        return ahead.get();
    }

    private void read(CompletableFuture<byte[]> promise) {
        try {
            socket.ensureAvailable();
            promise.complete(socket.readBytes(socket.available()));
        } catch (DataReader.InsufficientDataAvailableException e) {
            promise.complete(END);
        } catch (RuntimeException e) {
            promise.completeExceptionally(e);
        }
    }

    private byte[] await(CompletableFuture<byte[]> promise) {
        try {
            return promise.get(left(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new ServerConnectionException(
                    "nothing came in time", new SocketTimeoutException("nothing came in time"));
        } catch (ExecutionException e) {
            throw new ServerConnectionException("the connection is broken", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("interrupted between requests", e);
        }
    }

    /** Nanoseconds that may pass before something comes: of a body for each piece, else for all. */
    private long left() {
        long passed = System.nanoTime() - since;
        return switch (phase) {
            case IDLE -> timeouts.idle().toNanos() - passed;
            case HEADERS -> timeouts.read().toNanos() - passed;
            case BODY -> timeouts.read().toNanos();
            case REST -> LINGERING.toNanos() - passed;
        };
    }

    private void enter(Phase next) {
        phase = next;
        since = System.nanoTime();
    }
}
