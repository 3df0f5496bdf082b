package org.spikingbrain4j.model;

import java.util.List;
import java.util.OptionalInt;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/**
 * Softmax attention with rotary positions: sliding-window attention where there is a window (spec 4.2), full attention
 * where there is none.
 *
 * @param input of query, key and value
 * @param rotatedQuery the queries as attention sees them
 * @param precision of the keys and values as attention sees them
 * @param window visible keys per query, itself included (spec 4.3)
 * @param pinned first tokens, which every query sees beside its window
 */
record SoftmaxAttention(
        AttentionHeads heads,
        Activation input,
        Linear query,
        Linear key,
        Linear value,
        Activation rotatedQuery,
        KeyValuePrecision precision,
        RotaryFrequencies frequencies,
        OptionalInt window,
        int pinned,
        Projection output)
        implements Mixer {

    @Override
    public Tensor apply(Operators operators, Tensor x, List<Span<LayerState>> spans) {
        Tensor fed = input.of(operators, x);
        Tensor q = operators.rotary(query.apply(operators, fed), frequencies, spans);
        Tensor k = operators.rotary(key.apply(operators, fed), frequencies, spans);
        Tensor v = value.apply(operators, fed);
        Tensor seen = rotatedQuery.ofHeads(operators, q, heads.headDim());
        Tensor mixed = operators.attention(seen, k, v, heads, LayerState.keyValues(spans), precision);
        return output.apply(operators, mixed);
    }

    @Override
    public LayerState newState(Backend backend) {
        return new LayerState.KeyValues(backend.keyValueCache(heads, window, pinned));
    }
}
