package org.spikingbrain4j.evaluation;

/** Follows a long measurement. */
@FunctionalInterface
public interface PerplexityListener {
    /** Does nothing. */
    PerplexityListener NONE = (scored, total, meanLoss) -> {};

    /**
     * Some more tokens were scored.
     *
     * @param scored tokens scored so far
     * @param total tokens to score
     * @param meanLoss mean of those scored so far, nats
     */
    void scored(long scored, long total, double meanLoss);

    /**
     * A token was scored; told before {@link #scored} of its pass.
     *
     * @param position in its window: how many tokens it was predicted from
     * @param loss nats
     */
    default void token(long position, double loss) {}
}
