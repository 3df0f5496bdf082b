package org.spikingbrain4j.cli;

/** Ends a command after Ctrl-C, at a place where everything is in order. */
final class InterruptedByUserException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
