package org.spikingbrain4j.model;

import java.util.List;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/**
 * Two mixers on the same input: weights[0] · norm(linear(x)) + weights[1] · norm(softmax(x)) (spec spikingbrain-76b).
 *
 * @param weights [2]
 */
record ParallelHybrid(
        GatedLinearAttention linear, RmsNorm linearNorm, SoftmaxAttention softmax, RmsNorm softmaxNorm, Weight weights)
        implements Mixer {

    @Override
    public Tensor apply(Operators operators, Tensor x, List<Span<LayerState>> spans) {
        Tensor first = linear.apply(operators, x, LayerState.Both.linear(spans));
        Tensor second = softmax.apply(operators, x, LayerState.Both.softmax(spans));
        return operators.mix(linearNorm.apply(operators, first), softmaxNorm.apply(operators, second), weights);
    }

    @Override
    public LayerState newState(Backend backend) {
        return LayerState.Both.of(() -> linear.newState(backend), () -> softmax.newState(backend));
    }
}
