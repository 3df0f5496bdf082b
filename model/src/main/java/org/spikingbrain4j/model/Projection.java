package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;

/** A linear with an input of its own. */
record Projection(Activation input, Linear linear) {
    /**
     * @param x [tokens, in]
     * @return [tokens, out]
     */
    Tensor apply(Operators operators, Tensor x) {
        return linear.apply(operators, input.of(operators, x));
    }
}
