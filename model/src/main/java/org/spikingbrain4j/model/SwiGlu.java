package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;

/**
 * The gated feed-forward: down( SiLU(gate x) · up x ).
 *
 * @param input of gate and up
 */
record SwiGlu(Activation input, Linear gate, Linear up, Projection down) implements FeedForward {
    @Override
    public Tensor apply(Operators operators, Tensor x) {
        Tensor fed = input.of(operators, x);
        Tensor gated = operators.siluMul(gate.apply(operators, fed), up.apply(operators, fed));
        return down.apply(operators, gated);
    }
}
