package org.spikingbrain4j.server;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Around every request: its {@link Exchange}, a line of the log, counters, and a connection that is closed where it must be. */
final class Observed implements Filter {
    /** What the log says where the client was gone before the answer, as nginx does. */
    private static final int CLIENT_GONE = 499;

    private final AccessLog log;
    private final Metrics metrics;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();

    Observed(AccessLog log, Metrics metrics) {
        this.log = log;
        this.metrics = metrics;
    }

    /** Requests that are being answered. */
    int underWay() {
        return underWay.get();
    }

    /** From now on requests are refused. */
    void refuse() {
        closing.set(true);
    }

    boolean refusing() {
        return closing.get();
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        underWay.incrementAndGet();
        ClientConnection.current().beginBody();
        Exchange exchange = Exchange.begin(request);
        int status = CLIENT_GONE;
        try {
            chain.proceed();
            status = response.status().code();
        } finally {
            underWay.decrementAndGet();
            finish(request, exchange, status);
        }
        if (exchange.closing()) {
            ClientConnection.current().lingerAtClose();
            throw new CloseConnectionException("what the client sent was not read to its end");
        }
        if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            throw new CloseConnectionException("the client wants no further request");
        }
        ClientConnection.current().endRequest();
    }

    private void finish(ServerRequest request, Exchange exchange, int status) {
        log.write(request, exchange, status);
        metrics.answered(
                request.prologue().method().text(),
                exchange,
                status,
                exchange.elapsed() / (double) TimeUnit.SECONDS.toNanos(1));
    }
}
