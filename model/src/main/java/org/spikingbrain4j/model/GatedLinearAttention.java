package org.spikingbrain4j.model;

import java.util.List;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/**
 * Gated linear attention with ReLU features and a low-rank gate (spec 4.1). No rotary embedding and no output gate; the
 * norm is per head.
 *
 * @param gateDown the gate's first factor, to its rank
 * @param gateUp the gate's second factor, to [kvHeads · headDim], with bias
 */
record GatedLinearAttention(
        AttentionHeads heads,
        Linear query,
        Linear key,
        Linear value,
        Linear gateDown,
        Linear gateUp,
        double gateNormalizer,
        RmsNorm headNorm,
        Linear output)
        implements Mixer {

    @Override
    public Tensor apply(Operators operators, Tensor x, List<Span<LayerState>> spans) {
        Tensor q = operators.relu(query.apply(operators, x));
        Tensor k = operators.relu(key.apply(operators, x));
        Tensor v = value.apply(operators, x);
        Tensor gateLogits = gateUp.apply(operators, gateDown.apply(operators, x));
        Tensor logGate = operators.logSigmoid(gateLogits, 1 / gateNormalizer);
        Tensor mixed = operators.gatedLinearAttention(q, k, v, logGate, heads, LayerState.recurrent(spans));
        return output.apply(operators, headNorm.apply(operators, mixed));
    }

    @Override
    public LayerState newState(Backend backend) {
        return new LayerState.Recurrent(backend.recurrentState(heads));
    }
}
