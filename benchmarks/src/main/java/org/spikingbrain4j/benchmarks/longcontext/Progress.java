package org.spikingbrain4j.benchmarks.longcontext;

import java.io.PrintStream;

/** Says what is being measured and how long the rest will take: in one moving line on a terminal, else a line now and then. */
final class Progress {
    private static final long BETWEEN_LINES_NANOS = 30_000_000_000L;
    private static final String CLEAR = "\r\033[K";

    private final PrintStream err;
    private final boolean terminal;
    private long nextLine = System.nanoTime() + BETWEEN_LINES_NANOS;

    Progress(PrintStream err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /**
     * A point goes on.
     *
     * @param done tokens read
     * @param secondsLeft of the whole run
     */
    void show(String what, long done, long tokens, double secondsLeft) {
        String line = "%s: %d %%; all: about %s left"
                .formatted(what, 100 * Math.min(done, tokens) / tokens, Text.seconds(Math.max(1, secondsLeft)));
        if (terminal) {
            err.print(CLEAR + line);
            err.flush();
        } else if (System.nanoTime() >= nextLine) {
            nextLine = System.nanoTime() + BETWEEN_LINES_NANOS;
            err.println(line);
        }
    }

    /** Something to keep. */
    void say(String line) {
        err.println((terminal ? CLEAR : "") + line);
    }
}
