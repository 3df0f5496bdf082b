package org.spikingbrain4j.server;

import java.util.concurrent.ExecutionException;

/** What went wrong on another thread. */
final class Causes {
    private Causes() {}

    /** Its failure, to be thrown here; an error is thrown at once. */
    static RuntimeException of(ExecutionException failure) {
        return switch (failure.getCause()) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException("another thread failed", failure.getCause());
        };
    }
}
