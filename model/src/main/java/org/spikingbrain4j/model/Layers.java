package org.spikingbrain4j.model;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/**
 * A model's weights, composed.
 *
 * @param embedding [vocabulary, hidden]
 * @param sinks embeddings of the tokens before every text, [sinks, hidden]
 * @param head [hidden] to [vocabulary]
 */
record Layers(Weight embedding, Optional<Weight> sinks, List<Block> blocks, RmsNorm finalNorm, Linear head) {
    /**
     * What the last layer makes of what the first one sees.
     *
     * @param spans of a layer, by its number
     */
    Tensor apply(Operators operators, Tensor x, IntFunction<List<Span<LayerState>>> spans) {
        Tensor y = x;
        for (int layer = 0; layer < blocks.size(); layer++) {
            y = blocks.get(layer).apply(operators, y, spans.apply(layer));
        }
        return y;
    }

    /** A state per layer which has read nothing; the caller's. */
    List<LayerState> newStates(Backend backend) {
        return LayerState.all(blocks.size(), layer -> blocks.get(layer).mixer().newState(backend));
    }

    /** Tokens before every text. */
    int sinkTokens() {
        return sinks.map(weight -> Math.toIntExact(weight.shape().dimension(0))).orElse(0);
    }
}
