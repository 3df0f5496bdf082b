package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;

/** How much linear attention keeps of its state at every token. */
sealed interface Gate {
    /**
     * Logarithms of the gates, at most 0, [tokens, kvHeads · headDim].
     *
     * @param fed what query, key and value are made of
     * @param keys before the feature map
     */
    Tensor logarithms(Operators operators, Tensor fed, Tensor keys);

    /**
     * A linear of its own (spec 4.1).
     *
     * @param linear to [kvHeads · headDim], with bias; low-rank or full (spec 11.8)
     */
    record Own(Linear linear, double normalizer) implements Gate {
        @Override
        public Tensor logarithms(Operators operators, Tensor fed, Tensor keys) {
            return operators.logSigmoid(linear.apply(operators, fed), 1 / normalizer);
        }
    }

    /** One minus the key, where keys are sigmoids: what is written is let go of before. */
    record Tied() implements Gate {
        @Override
        public Tensor logarithms(Operators operators, Tensor fed, Tensor keys) {
            return operators.logOneMinusSigmoid(keys);
        }
    }
}
