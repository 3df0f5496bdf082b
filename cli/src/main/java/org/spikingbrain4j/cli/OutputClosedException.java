package org.spikingbrain4j.cli;

/** Whoever read standard output has gone, as {@code head} does when it has seen enough. */
final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputClosedException(Throwable cause) {
        super(cause);
    }
}
