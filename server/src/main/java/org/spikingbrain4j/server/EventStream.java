package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * An answer as server-sent events. The status is sent with the first of them: what fails before is an ordinary error. As long as there is
 * nothing to say, a comment a second keeps the connection in use. Safe for use by several threads.
 */
final class EventStream implements AutoCloseable {
    private static final Duration BETWEEN_COMMENTS = Duration.ofSeconds(1);

    private final ServerResponse response;
    private final Supplier<String> comment;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private Optional<OutputStream> out = Optional.empty();
    private long lastWrite = System.nanoTime();
    private boolean closed;

    private EventStream(ServerResponse response, Supplier<String> comment) {
        this.response = response;
        this.comment = comment;
    }

    /** @param comment what is going on, without line ends */
    static EventStream open(ServerResponse response, Supplier<String> comment) {
        EventStream stream = new EventStream(response, comment);
        Thread.ofVirtual().name("event-stream-heart").start(stream::beat);
        return stream;
    }

    /**
     * @throws CloseConnectionException where the client is gone
     */
    void send(JsonNode data) {
        write("data: " + Json.text(data) + "\n\n");
    }

    /**
     * @throws CloseConnectionException where the client is gone
     */
    void send(String event, JsonNode data) {
        write("event: " + event + "\ndata: " + Json.text(data) + "\n\n");
    }

    /** What ends a stream of OpenAI's API. */
    void done() {
        write("data: [DONE]\n\n");
    }

    /**
     * Ends it with an error.
     *
     * @return false where nothing was sent yet, so that the error can be an ordinary answer
     */
    boolean fail(ApiException error) {
        lock.lock();
        try {
            if (out.isEmpty()) {
                closed = true;
                ended.signalAll();
                return false;
            }
            send(error.json()); // without a name: so OpenAI's clients find it
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the answer, where it was begun. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ended.signalAll();
            if (out.isPresent()) {
                out.get().close();
            }
        } catch (IOException e) {
            throw new CloseConnectionException("the client is gone", e);
        } finally {
            lock.unlock();
        }
    }

    private void write(String text) {
        lock.lock();
        try {
            OutputStream stream = out.orElseGet(this::begin);
            stream.write(text.getBytes(StandardCharsets.UTF_8));
            stream.flush();
            lastWrite = System.nanoTime();
        } catch (IOException e) {
            throw new CloseConnectionException("the client is gone", e);
        } finally {
            lock.unlock();
        }
    }

    private OutputStream begin() {
        response.status(Status.OK_200)
                .header(HeaderNames.CONTENT_TYPE, "text/event-stream")
                .header(HeaderNames.CACHE_CONTROL, "no-cache")
                .header("X-Accel-Buffering", "no"); // nginx would hold events back
        OutputStream stream = response.outputStream();
        out = Optional.of(stream);
        return stream;
    }

    private void beat() {
        lock.lock();
        try {
            while (!closed) {
                long left = lastWrite + BETWEEN_COMMENTS.toNanos() - System.nanoTime();
                if (left > 0) {
                    left = ended.awaitNanos(left);
                } else {
                    write(": " + comment.get() + "\n\n");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does
        } catch (RuntimeException e) {
            // The client is gone: whoever answers learns it from the connection or from its own next event.
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
