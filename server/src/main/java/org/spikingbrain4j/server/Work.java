package org.spikingbrain4j.server;

import io.helidon.webserver.CloseConnectionException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.spikingbrain4j.inference.Cancellation;

/** What is done for one request, wanted until it is closed, its client goes away or the server is closed. */
final class Work implements AutoCloseable {
    private final Cancellation cancellation = new Cancellation();
    private final Register register;
    private final ClientConnection.Watch watch;
    private volatile boolean shuttingDown;

    private Work(Register register) {
        this.register = register;
        this.watch = ClientConnection.current().watch(cancellation::cancel);
    }

    Cancellation cancellation() {
        return cancellation;
    }

    boolean shuttingDown() {
        return shuttingDown;
    }

    /**
     * @throws ApiException where it is not wanted any more because the server is closed
     * @throws CloseConnectionException where its client is gone
     */
    void requireWanted() {
        if (shuttingDown) {
            throw ApiException.unavailable("shutting_down", "The server is shutting down; ask again later.");
        }
        if (cancellation.cancelled()) {
            throw new CloseConnectionException("the client is gone");
        }
    }

    @Override
    public void close() {
        watch.close();
        register.current.remove(this);
    }

    /** All work under way. */
    static final class Register {
        private final Set<Work> current = ConcurrentHashMap.newKeySet();
        private volatile boolean closing;

        /** Begins work for the request that the calling thread serves. */
        Work begin() {
            Work work = new Work(this);
            current.add(work);
            return work;
        }

        /** What has no end of its own should end now. */
        void beginClosing() {
            closing = true;
        }

        boolean closing() {
            return closing;
        }

        /** Asks all work to end because the server is closed. */
        void endAll() {
            for (Work work : current) {
                work.shuttingDown = true;
                work.cancellation.cancel();
            }
        }
    }
}
