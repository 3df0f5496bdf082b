package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Weight;
import org.spikingbrain4j.spiking.OperationCount;

/**
 * A linear that is not fed spikes.
 *
 * @param integerWeights whether its weights are INT8; its activations are floats all the same
 */
public record DenseLinear(long inputs, long outputs, boolean integerWeights) {
    static DenseLinear of(Weight weight) {
        return new DenseLinear(
                weight.shape().dimension(1), weight.shape().dimension(0), weight.dataType() == DataType.I8);
    }

    /** What one token costs: every weight once. */
    public OperationCount operations() {
        long weights = Math.multiplyExact(inputs, outputs);
        return new OperationCount(0, 0, weights, weights);
    }
}
