package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.Routing;

/**
 * Is told what a model does on an {@link ObservedBackend}, of every row that its passes read. May be called by several threads at once, one
 * per pass. A {@link LanguageModel} reads its sink tokens, which belong to no text, on {@link ObservedBackend#unobserved}: nobody is told.
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
