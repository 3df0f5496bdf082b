package org.spikingbrain4j.benchmarks.longcontext;

/** Ctrl-C came; the user knows. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
