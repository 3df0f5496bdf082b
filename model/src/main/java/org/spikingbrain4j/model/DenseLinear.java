package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Weight;
import org.spikingbrain4j.spiking.OperationCount;

/**
 * A linear that is not fed spikes.
 *
 * @param integerWeights whether its weights are INT8; its activations are floats all the same
 * @param tokens that pass it: all that were read; of an expert's linear those that the expert got
 */
public record DenseLinear(long inputs, long outputs, boolean integerWeights, long tokens) {
    static DenseLinear of(Weight weight) {
        return new DenseLinear(
                weight.shape().dimension(1), weight.shape().dimension(0), weight.dataType() == DataType.I8, 0);
    }

    DenseLinear withTokens(long newTokens) {
        return new DenseLinear(inputs, outputs, integerWeights, newTokens);
    }

    /** What all its tokens cost: every weight once each. */
    public OperationCount operations() {
        long weights = Math.multiplyExact(Math.multiplyExact(inputs, outputs), tokens);
        return new OperationCount(0, 0, weights, weights);
    }
}
