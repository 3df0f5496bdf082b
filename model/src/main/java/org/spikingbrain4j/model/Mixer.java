package org.spikingbrain4j.model;

import java.util.List;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/** The part of a block in which tokens see earlier tokens. */
sealed interface Mixer permits GatedLinearAttention, ParallelHybrid, SoftmaxAttention {
    /**
     * @param x normalised input, [tokens, hidden]
     * @param spans the sequences of the pass, each with this layer's state, which is updated
     * @return [tokens, hidden]
     */
    Tensor apply(Operators operators, Tensor x, List<Span<LayerState>> spans);

    /** What this layer remembers of a sequence, at its beginning. */
    LayerState newState(Backend backend);
}
