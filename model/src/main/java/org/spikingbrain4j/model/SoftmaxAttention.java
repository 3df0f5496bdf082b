package org.spikingbrain4j.model;

import java.util.List;
import java.util.OptionalInt;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/**
 * Softmax attention with rotary positions: sliding-window attention where there is a window (spec 4.2), full attention
 * where there is none.
 *
 * @param window visible keys per query, itself included (spec 4.3)
 */
record SoftmaxAttention(
        AttentionHeads heads,
        Linear query,
        Linear key,
        Linear value,
        Linear output,
        RotaryFrequencies frequencies,
        OptionalInt window)
        implements Mixer {

    @Override
    public Tensor apply(Operators operators, Tensor x, List<Span<LayerState>> spans) {
        Tensor q = operators.rotary(query.apply(operators, x), frequencies, spans);
        Tensor k = operators.rotary(key.apply(operators, x), frequencies, spans);
        Tensor v = value.apply(operators, x);
        Tensor mixed = operators.attention(q, k, v, heads, LayerState.keyValues(spans));
        return output.apply(operators, mixed);
    }

    @Override
    public LayerState newState(Backend backend) {
        return new LayerState.KeyValues(backend.keyValueCache(heads, window));
    }
}
