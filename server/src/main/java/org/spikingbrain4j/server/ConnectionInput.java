package org.spikingbrain4j.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * What a client sends, read by the thread of the connection; while that is busy with an answer, by another that only waits for the end of
 * the connection and keeps what comes instead for the next request.
 */
final class ConnectionInput implements Supplier<byte[]> {
    private static final byte[] END = {};

    private final DataReader socket;
    private final Timeouts timeouts;
    private Optional<CompletableFuture<byte[]>> ahead = Optional.empty();
    private volatile boolean awaited;
    private volatile Runnable gone = () -> {};
    private Phase phase = Phase.IDLE;
    private long since = System.nanoTime();

    /** Where in a request the client is. */
    private enum Phase {
        IDLE,
        HEADERS,
        BODY
    }

    /** @param socket whose reads end after {@link Timeouts#read} */
    ConnectionInput(DataReader socket, Timeouts timeouts) {
        this.socket = socket;
        this.timeouts = timeouts;
    }

    /** More bytes; null at the end, as {@link DataReader} asks. */
    @Override
    public byte[] get() {
        while (true) {
            try {
                byte[] bytes = next();
                requireInTime();
                return bytes.length == 0 ? null : bytes;
            } catch (ServerConnectionException e) {
                if (!timedOut(e) || phase != Phase.IDLE || waited(timeouts.idle())) {
                    throw e;
                }
            }
        }
    }

    /** The headers of a request were read. */
    void beginBody() {
        phase = Phase.BODY;
    }

    /** A request was answered. */
    void endRequest() {
        phase = Phase.IDLE;
        since = System.nanoTime();
    }

    /** Runs an action, on another thread, when the client closes the connection before {@link #unwatch}; once, or never. */
    void watch(Runnable action) {
        gone = action;
        if (ahead.isEmpty()) {
            awaited = false;
            CompletableFuture<byte[]> promise = new CompletableFuture<>();
            ahead = Optional.of(promise);
            Thread.ofVirtual().name("connection-watch").start(() -> readAhead(promise));
        } else if (ahead.get().isDone()) {
            tellIfEnded(ahead.get());
        }
    }

    void unwatch() {
        gone = () -> {};
    }

    /** Whether a read failed because nothing came for too long. */
    static boolean timedOut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private byte[] next() {
        if (ahead.isEmpty()) {
            return read();
        }
        awaited = true;
        try {
            return ahead.get().get();
        } catch (ExecutionException e) {
            throw new ServerConnectionException("reading ahead failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("interrupted between requests", e);
        } finally {
            ahead = ahead.filter(promise -> !promise.isDone());
        }
    }

    private byte[] read() {
        try {
            socket.ensureAvailable();
        } catch (DataReader.InsufficientDataAvailableException e) {
            return END;
        }
        return socket.readBytes(socket.available());
    }

    private void readAhead(CompletableFuture<byte[]> promise) {
        while (true) {
            try {
                promise.complete(read());
                break;
            } catch (RuntimeException e) {
                if (!timedOut(e) || awaited) {
                    promise.completeExceptionally(e);
                    break;
                }
            }
        }
        tellIfEnded(promise);
    }

    private void tellIfEnded(CompletableFuture<byte[]> promise) {
        if (promise.isCompletedExceptionally() || promise.join().length == 0) {
            gone.run();
        }
    }

    private void requireInTime() {
        if (phase == Phase.IDLE) {
            phase = Phase.HEADERS;
            since = System.nanoTime();
        } else if (phase == Phase.HEADERS && waited(timeouts.read())) {
            throw new ServerConnectionException(
                    "headers took too long", new SocketTimeoutException("headers did not end in time"));
        }
    }

    private boolean waited(Duration most) {
        return System.nanoTime() - since > most.toNanos();
    }
}
