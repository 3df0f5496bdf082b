package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;

/** The part of a block in which every token is on its own. */
sealed interface FeedForward permits MixtureOfExperts, SwiGlu {
    /**
     * @param x normalised input, [tokens, hidden]
     * @return [tokens, hidden]
     */
    Tensor apply(Operators operators, Tensor x);
}
