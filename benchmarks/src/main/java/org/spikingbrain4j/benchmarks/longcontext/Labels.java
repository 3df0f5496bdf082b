package org.spikingbrain4j.benchmarks.longcontext;

/** How points came about that were not plainly measured; said beside them. */
final class Labels {
    static final String FILLED = "the context was not read: the cache was filled with random keys and values";
    static final String REPEATED = "of the context %d tokens were read, and their keys and values repeated";
    static final String FLASH = "with flash attention, faster here than without";
    static final String NO_FLASH = "without flash attention, faster here than with";

    private Labels() {}
}
