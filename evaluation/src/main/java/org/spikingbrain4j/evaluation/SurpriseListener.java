package org.spikingbrain4j.evaluation;

/** Is told of the tokens of a text, one by one, in their order. */
@FunctionalInterface
public interface SurpriseListener {

    /** The first token, which nothing predicts. */
    default void first(int token) {}

    /**
     * A token that was predicted.
     *
     * @param position in the text, from 1
     * @param token its id
     * @param nats -log p(token | tokens before it), natural logarithm
     */
    void token(long position, int token, double nats);
}
