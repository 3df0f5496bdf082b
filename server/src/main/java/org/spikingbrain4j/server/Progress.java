package org.spikingbrain4j.server;

/** What is being done for a request, in words. Safe for use by several threads. */
final class Progress {
    private volatile String text = "waiting";

    void reading(long read, long total) {
        text = "read %d of %d tokens".formatted(read, total);
    }

    void reading(long tokens) {
        text = "read %d tokens".formatted(tokens);
    }

    void generating() {
        text = "generating";
    }

    String text() {
        return text;
    }
}
