package org.spikingbrain4j.evaluation;

/** Follows a search for needles. */
@FunctionalInterface
public interface NeedleListener {
    /**
     * A context was read and asked.
     *
     * @param done tokens of the contexts so far
     * @param total tokens of all contexts
     */
    void asked(long done, long total);
}
