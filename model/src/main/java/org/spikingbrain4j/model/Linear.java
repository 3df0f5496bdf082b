package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** A linear projection [in] to [out] in the weight's own format. */
sealed interface Linear {
    /**
     * @param x [tokens, in], activations or spikes
     * @return [tokens, out]
     */
    Tensor apply(Operators operators, Tensor x);

    /** x · weightᵀ. */
    record Unbiased(Weight weight) implements Linear {
        @Override
        public Tensor apply(Operators operators, Tensor x) {
            return operators.linear(x, weight);
        }
    }

    /** x · weightᵀ + bias. */
    record Biased(Weight weight, Weight bias) implements Linear {
        @Override
        public Tensor apply(Operators operators, Tensor x) {
            return operators.linear(x, weight, bias);
        }
    }

    /** up(down x): the product of two thin matrices. Between them are values, never spikes. */
    record LowRank(Linear down, Linear up) implements Linear {
        @Override
        public Tensor apply(Operators operators, Tensor x) {
            return up.apply(operators, down.apply(operators, x));
        }
    }
}
