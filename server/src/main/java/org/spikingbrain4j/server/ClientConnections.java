package org.spikingbrain4j.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes every connection a {@link ClientConnection}, and closes those whose client takes nothing any more. */
final class ClientConnections implements ServerConnectionSelector, AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Http1ConnectionSelector http;
    private final Timeouts timeouts;
    private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
    private final Thread watchdog;

    ClientConnections(Http1ConnectionSelector http, Timeouts timeouts) {
        this.http = http;
        this.timeouts = timeouts;
        this.watchdog = Thread.ofVirtual().name("connections-watchdog").start(this::look);
    }

    int open() {
        return open.size();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        ClientConnection client = new ClientConnection(context, timeouts);
        return new Served(client, http.connection(client));
    }

    @Override
    public void close() {
        watchdog.interrupt();
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS);
                open.forEach(connection -> connection.closeIfStuck(timeouts.write()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is closed
        }
    }

    /** Serves with the client known to whoever answers. */
    private final class Served implements ServerConnection, InterruptableTask<Void> {
        private final ClientConnection client;
        private final ServerConnection inner;

        Served(ClientConnection client, ServerConnection inner) {
            this.client = client;
            this.inner = inner;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            open.add(client);
            try {
                client.serve(() -> inner.handle(limit));
            } finally {
                open.remove(client);
            }
        }

        @Override
        public boolean canInterrupt() {
            return inner instanceof InterruptableTask<?> task && task.canInterrupt();
        }

        @Override
        public Duration idleTime() {
            return inner.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            inner.close(interrupt);
        }
    }
}
