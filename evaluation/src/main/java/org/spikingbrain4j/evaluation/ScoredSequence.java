package org.spikingbrain4j.evaluation;

/**
 * A sequence that a measurement reads and asks what comes next. Reading advances it, asking does not. Not safe for use by
 * several threads.
 */
interface ScoredSequence extends AutoCloseable {
    /** Reads the next tokens. */
    void read(int[] tokens);

    /** An independent copy, to be closed on its own. */
    ScoredSequence copy();

    /**
     * Natural logarithm of the probability that these tokens come next, in this order.
     *
     * @param tokens at least one
     * @throws IllegalStateException where nothing was read
     */
    double logprob(int[] tokens);

    /**
     * The most probable token that comes next, the one after it, and so on.
     *
     * @param count how many
     * @throws IllegalStateException where nothing was read
     */
    int[] greedy(int count);

    @Override
    void close();
}
