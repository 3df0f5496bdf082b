package org.spikingbrain4j.corpus;

/** Follows long work. An exception that it throws ends the work, and nothing is left of it. */
@FunctionalInterface
public interface CorpusListener {
    /** Does nothing. */
    CorpusListener NONE = (done, total) -> {};

    /** Some more is done: bytes of files read, or merges found. */
    void progress(long done, long total);
}
