package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.Routing;

/**
 * Is told what a model does on an {@link ObservedBackend}. May be called by several threads at once, one per pass. Sink tokens, which are
 * read once and belong to no text, are not told.
 */
public interface PassObserver {
    /** A pass begins with so many tokens, of one or many sequences. */
    default void tokens(int count) {}

    /**
     * A mixture sends its tokens to experts.
     *
     * @param router such as {@code model.layers.3.moe.router}
     */
    default void routed(String router, Routing routing) {}
}
