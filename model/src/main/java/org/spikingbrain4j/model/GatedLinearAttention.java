package org.spikingbrain4j.model;

import java.util.List;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/**
 * Gated linear attention (spec 4.1). No rotary embedding and no output gate; the norm is per head.
 *
 * @param input of query, key, value and gate
 * @param features of queries and keys
 */
record GatedLinearAttention(
        AttentionHeads heads,
        Activation input,
        Linear query,
        Linear key,
        Linear value,
        FeatureMap features,
        Gate gate,
        RmsNorm headNorm,
        Projection output)
        implements Mixer {

    @Override
    public Tensor apply(Operators operators, Tensor x, List<Span<LayerState>> spans) {
        Tensor fed = input.of(operators, x);
        Tensor q = features.of(operators, query.apply(operators, fed));
        Tensor keys = key.apply(operators, fed);
        Tensor k = features.of(operators, keys);
        Tensor v = value.apply(operators, fed);
        Tensor logGate = gate.logarithms(operators, fed, keys);
        Tensor mixed = operators.gatedLinearAttention(q, k, v, logGate, heads, LayerState.recurrent(spans));
        return output.apply(operators, headNorm.apply(operators, mixed));
    }

    @Override
    public LayerState newState(Backend backend) {
        return new LayerState.Recurrent(backend.recurrentState(heads));
    }
}
