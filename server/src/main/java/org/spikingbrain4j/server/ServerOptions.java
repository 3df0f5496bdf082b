package org.spikingbrain4j.server;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.spikingbrain4j.inference.SchedulerOptions;
import org.spikingbrain4j.model.InvalidInputException;

/**
 * How a server runs.
 *
 * @param host address to listen on; another than a loopback one lets other machines in
 * @param port to listen on; 0 takes a free one
 * @param modelName under which requests ask for the model
 * @param keys that requests must show; none lets everybody in
 * @param tls certificate and key; empty speaks plain HTTP
 * @param corsOrigins origins of web pages that may call, such as {@code https://example.org}; {@code *} is all
 * @param memories folder of documents that were read; empty keeps none
 * @param memoryBytes most memory of states that are held in RAM between requests
 * @param accessLog whether every request leaves a line
 */
public record ServerOptions(
        String host,
        int port,
        String modelName,
        ApiKeys keys,
        Optional<TlsFiles> tls,
        Set<String> corsOrigins,
        Optional<Path> memories,
        long memoryBytes,
        SchedulerOptions scheduler,
        Limits limits,
        Timeouts timeouts,
        boolean accessLog) {
    /**
     * @throws InvalidInputException where a value is outside its range
     */
    public ServerOptions {
        corsOrigins = Set.copyOf(corsOrigins);
        require(!host.isBlank(), "host", "an address, for example 127.0.0.1", "nothing");
        require(port >= 0 && port <= 65_535, "port", "0 (a free one) to 65535", port);
        require(!modelName.isBlank(), "modelName", "a name", "nothing");
        require(memoryBytes >= 0, "memoryBytes", "0 (none) or more", memoryBytes);
        for (String origin : corsOrigins) {
            require(
                    origin.equals("*") || origin.matches("https?://[^/\\s]+"),
                    "corsOrigin",
                    "https://host or https://host:port without a path, or *",
                    origin);
        }
    }

    /**
     * Port 8080 of this machine only, for everybody on it, without memories.
     *
     * @param modelName under which requests ask for the model
     */
    public static Builder builder(String modelName) {
        return new Builder(modelName);
    }

    static void require(boolean holds, String name, String expected, Object found) {
        if (!holds) {
            throw new InvalidInputException("%s: expected %s, found %s".formatted(name, expected, found));
        }
    }

    /** Collects {@link ServerOptions}; what is not set keeps its default. */
    public static final class Builder {
        private final String modelName;
        private String host = "127.0.0.1";
        private int port = 8080;
        private ApiKeys keys = ApiKeys.NONE;
        private Optional<TlsFiles> tls = Optional.empty();
        private Set<String> corsOrigins = Set.of();
        private Optional<Path> memories = Optional.empty();
        private long memoryBytes = 1L << 30;
        private SchedulerOptions scheduler = SchedulerOptions.DEFAULT;
        private Limits limits = Limits.DEFAULT;
        private Timeouts timeouts = Timeouts.DEFAULT;
        private boolean accessLog = true;

        private Builder(String modelName) {
            this.modelName = modelName;
        }

        public Builder host(String newHost) {
            host = newHost;
            return this;
        }

        public Builder port(int newPort) {
            port = newPort;
            return this;
        }

        public Builder keys(ApiKeys newKeys) {
            keys = newKeys;
            return this;
        }

        public Builder tls(TlsFiles newTls) {
            tls = Optional.of(newTls);
            return this;
        }

        public Builder corsOrigins(Set<String> newCorsOrigins) {
            corsOrigins = newCorsOrigins;
            return this;
        }

        public Builder memories(Path newMemories) {
            memories = Optional.of(newMemories);
            return this;
        }

        public Builder memoryBytes(long newMemoryBytes) {
            memoryBytes = newMemoryBytes;
            return this;
        }

        public Builder scheduler(SchedulerOptions newScheduler) {
            scheduler = newScheduler;
            return this;
        }

        public Builder limits(Limits newLimits) {
            limits = newLimits;
            return this;
        }

        public Builder timeouts(Timeouts newTimeouts) {
            timeouts = newTimeouts;
            return this;
        }

        public Builder accessLog(boolean newAccessLog) {
            accessLog = newAccessLog;
            return this;
        }

        /**
         * The options collected.
         *
         * @throws InvalidInputException where a value is outside its range
         */
        public ServerOptions build() {
            return new ServerOptions(
                    host,
                    port,
                    modelName,
                    keys,
                    tls,
                    corsOrigins,
                    memories,
                    memoryBytes,
                    scheduler,
                    limits,
                    timeouts,
                    accessLog);
        }
    }
}
