package org.spikingbrain4j.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** A connection as the web server sees it, which knows besides whether the client is still there and takes what it is sent. */
final class ClientConnection implements ConnectionContext {
    private static final ScopedValue<ClientConnection> CURRENT = ScopedValue.newInstance();

    /** What a client that was refused may still send before the connection is closed, so that it sees the answer. */
    private static final long LINGER_BYTES = 256L << 20;

    private static final long LARGEST_CHUNK = 16L << 20;
    private static final long NOT_WRITING = Long.MIN_VALUE;

    private final ConnectionContext inner;
    private final ConnectionInput input;
    private final DataReader reader;
    private final AtomicLong writingSince = new AtomicLong(NOT_WRITING);
    private final DataWriter writer;
    private boolean lingering;

    ClientConnection(ConnectionContext inner, Timeouts timeouts) {
        this.inner = inner;
        this.input = new ConnectionInput(inner.dataReader(), timeouts);
        this.reader = DataReader.create(input);
        this.writer = new TimedWriter();
    }

    /** The connection that the calling thread serves. */
    static ClientConnection current() {
        return CURRENT.get();
    }

    /** Whether the calling thread serves one. */
    static boolean serves() {
        return CURRENT.isBound();
    }

    /** Serves it on this thread. */
    void serve(Serving serving) throws InterruptedException {
        try {
            ScopedValue.where(CURRENT, this).call(() -> {
                serving.run();
                return null;
            });
        } finally {
            if (lingering) {
                linger();
            }
        }
    }

    /** Until it is closed, runs an action on another thread when the client goes away. */
    Watch watch(Runnable action) {
        input.watch(action);
        return input::unwatch;
    }

    /** Whether the headers of the request were read. */
    boolean inBody() {
        return input.inBody();
    }

    void beginBody() {
        input.beginBody();
        allowChunk();
    }

    /** Before a body is read on. */
    void allowChunk() {
        input.allow(LARGEST_CHUNK);
    }

    void endRequest() {
        input.endRequest();
    }

    /** When the connection is closed, takes first what the client is still sending: else it may never see the answer. */
    void lingerAtClose() {
        lingering = true;
    }

    /** Closes it where the client has not taken anything for so long. */
    void closeIfStuck(Duration most) {
        long since = writingSince.get();
        if (since != NOT_WRITING && System.nanoTime() - since > most.toNanos()) {
            abort();
        }
    }

    private void abort() {
        try {
            inner.serverSocket().close();
        } catch (RuntimeException e) {
            inner.log(
                    System.getLogger(ClientConnection.class.getName()),
                    System.Logger.Level.DEBUG,
                    "a stuck connection could not be closed",
                    e);
        }
    }

    private void linger() {
        long taken = 0;
        input.beginRest();
        try {
            while (taken < LINGER_BYTES) {
                reader.ensureAvailable();
                int available = reader.available();
                reader.skip(available);
                taken += available;
            }
        } catch (RuntimeException e) {
            // the client has closed it, which is what was waited for, or did not in time
        }
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public ListenerContext listenerContext() {
        return inner.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return inner.executor();
    }

    @Override
    public Router router() {
        return inner.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return inner.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return inner.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return inner.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return inner.localPeer();
    }

    @Override
    public boolean isSecure() {
        return inner.isSecure();
    }

    @Override
    public String socketId() {
        return inner.socketId();
    }

    @Override
    public String childSocketId() {
        return inner.childSocketId();
    }

    /** The work of a connection. */
    @FunctionalInterface
    interface Serving {
        void run() throws InterruptedException;
    }

    /** Ends a watch. */
    @FunctionalInterface
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Notes since when a write waits. */
    private final class TimedWriter implements DataWriter {
        @Override
        public void write(BufferData... buffers) {
            timed(() -> inner.dataWriter().write(buffers));
        }

        @Override
        public void write(BufferData buffer) {
            timed(() -> inner.dataWriter().write(buffer));
        }

        @Override
        public void writeNow(BufferData... buffers) {
            timed(() -> inner.dataWriter().writeNow(buffers));
        }

        @Override
        public void writeNow(BufferData buffer) {
            timed(() -> inner.dataWriter().writeNow(buffer));
        }

        @Override
        public void flush() {
            timed(() -> inner.dataWriter().flush());
        }

        private void timed(Runnable write) {
            writingSince.set(System.nanoTime());
            try {
                write.run();
            } finally {
                writingSince.set(NOT_WRITING);
            }
        }
    }
}
