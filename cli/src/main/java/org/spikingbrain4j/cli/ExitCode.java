package org.spikingbrain4j.cli;

/** What the program tells the shell. */
final class ExitCode {
    static final int OK = 0;
    /** A defect of the program, or a check of {@code doctor} that failed. */
    static final int FAILED = 1;
    /** Wrong arguments, bad input, or a machine that is too small: something the user can mend. */
    static final int BAD_INPUT = 2;
    /** Ctrl-C: 128 + SIGINT, as shells expect. */
    static final int INTERRUPTED = 130;
    /** The reader of standard output went away: 128 + SIGPIPE. */
    static final int OUTPUT_CLOSED = 141;

    private ExitCode() {}
}
