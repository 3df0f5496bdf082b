package org.spikingbrain4j.model;

import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.operators.Weight;

/**
 * A model's weights, composed.
 *
 * @param embedding [vocabulary, hidden]
 * @param sinks embeddings of the tokens before every text, [sinks, hidden]
 * @param head [hidden] to [vocabulary]
 */
record Layers(Weight embedding, Optional<Weight> sinks, List<Block> blocks, RmsNorm finalNorm, Linear head) {
    /** Tokens before every text. */
    int sinkTokens() {
        return sinks.map(weight -> Math.toIntExact(weight.shape().dimension(0))).orElse(0);
    }
}
