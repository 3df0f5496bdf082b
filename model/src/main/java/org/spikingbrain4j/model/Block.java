package org.spikingbrain4j.model;

import java.util.List;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/** One layer: norm, mixer, residual; norm, feed-forward, residual (spec 3). */
record Block(RmsNorm mixerNorm, Mixer mixer, RmsNorm feedForwardNorm, FeedForward feedForward) {

    /**
     * @param x [tokens, hidden]; its place may be taken by the result
     */
    Tensor apply(Operators operators, Tensor x, List<Span<LayerState>> spans) {
        Tensor mixed = operators.residual(x, h -> mixed(operators, h, spans));
        return operators.residual(mixed, h -> fed(operators, h));
    }

    /** What the mixer adds to what the layer sees. */
    Tensor mixed(Operators operators, Tensor x, List<Span<LayerState>> spans) {
        return mixer.apply(operators, mixerNorm.apply(operators, x), spans);
    }

    /** What the feed-forward network adds to the sum of both. */
    Tensor fed(Operators operators, Tensor x) {
        return feedForward.apply(operators, feedForwardNorm.apply(operators, x));
    }
}
