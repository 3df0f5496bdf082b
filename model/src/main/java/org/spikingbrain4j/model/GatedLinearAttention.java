package org.spikingbrain4j.model;

import java.util.List;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/**
 * Gated linear attention with ReLU features (spec 4.1). No rotary embedding and no output gate; the norm is per head.
 *
 * @param input of query, key, value and gate
 * @param gate to [kvHeads · headDim], with bias; low-rank or full (spec 11.8)
 */
record GatedLinearAttention(
        AttentionHeads heads,
        Activation input,
        Linear query,
        Linear key,
        Linear value,
        Linear gate,
        double gateNormalizer,
        RmsNorm headNorm,
        Projection output)
        implements Mixer {

    @Override
    public Tensor apply(Operators operators, Tensor x, List<Span<LayerState>> spans) {
        Tensor fed = input.of(operators, x);
        Tensor q = operators.relu(query.apply(operators, fed));
        Tensor k = operators.relu(key.apply(operators, fed));
        Tensor v = value.apply(operators, fed);
        Tensor logGate = operators.logSigmoid(gate.apply(operators, fed), 1 / gateNormalizer);
        Tensor mixed = operators.gatedLinearAttention(q, k, v, logGate, heads, LayerState.recurrent(spans));
        return output.apply(operators, headNorm.apply(operators, mixed));
    }

    @Override
    public LayerState newState(Backend backend) {
        return new LayerState.Recurrent(backend.recurrentState(heads));
    }
}
