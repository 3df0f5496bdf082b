package org.spikingbrain4j.model;

/** Follows the reading of a long prompt. */
@FunctionalInterface
public interface PrefillListener {
    /** Does nothing. */
    PrefillListener NONE = (read, total) -> {};

    /**
     * Called after every chunk. Throwing ends the reading; the state then holds exactly the tokens read so far and stays
     * usable.
     *
     * @param read tokens of this prompt read so far
     * @param total tokens of this prompt
     */
    void chunkRead(int read, int total);
}
