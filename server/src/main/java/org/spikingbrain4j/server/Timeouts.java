package org.spikingbrain4j.server;

import java.time.Duration;

/**
 * How long a server waits.
 *
 * @param read for more of a request that has begun, and for all of its headers
 * @param write for a client to take what was written
 * @param idle for the next request on an open connection
 * @param shutdown for answers under way when the server is closed
 */
public record Timeouts(Duration read, Duration write, Duration idle, Duration shutdown) {
    /** 30 seconds for reading, 60 for writing, five minutes between requests, 10 seconds at the end. */
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofSeconds(10));

    /**
     * @throws org.spikingbrain4j.model.InvalidInputException where one is not positive
     */
    public Timeouts {
        positive("read", read);
        positive("write", write);
        positive("idle", idle);
        ServerOptions.require(!shutdown.isNegative(), "shutdown", "0 or more", shutdown);
    }

    public Timeouts withRead(Duration newRead) {
        return new Timeouts(newRead, write, idle, shutdown);
    }

    public Timeouts withWrite(Duration newWrite) {
        return new Timeouts(read, newWrite, idle, shutdown);
    }

    public Timeouts withIdle(Duration newIdle) {
        return new Timeouts(read, write, newIdle, shutdown);
    }

    public Timeouts withShutdown(Duration newShutdown) {
        return new Timeouts(read, write, idle, newShutdown);
    }

    private static void positive(String name, Duration value) {
        ServerOptions.require(value.isPositive(), name, "more than 0", value);
    }
}
