package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;

/** The gated feed-forward: down( SiLU(gate x) · up x ). */
record SwiGlu(Linear gate, Linear up, Linear down) {
    Tensor apply(Operators operators, Tensor x) {
        Tensor gated = operators.siluMul(gate.apply(operators, x), up.apply(operators, x));
        return down.apply(operators, gated);
    }
}
