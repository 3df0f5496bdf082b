package org.spikingbrain4j.conversion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/**
 * How large attention is in the layers of a base, as the root mean square over tokens and channels. A norm with that weight makes what
 * stands in its place as large.
 */
final class AttentionSizes {
    private final Path base;
    private final Backend backend;
    private final ConversionListener listener;

    /**
     * @param heads of what it hands to o_proj
     * @param output of what it adds to the residual stream
     */
    record Size(double heads, double output) {
        /** Where nothing is measured. */
        static final Size ONE = new Size(1, 1);
    }

    AttentionSizes(Path base, Backend backend, ConversionListener listener) {
        this.base = base;
        this.backend = backend;
        this.listener = listener;
    }

    /**
     * @param layers how many, from the first on
     * @return a size per layer
     */
    List<Size> measure(int layers, CalibrationTexts texts) {
        BaseWalk walk = new BaseWalk(base, backend, texts);
        List<Size> sizes = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            Squares heads = new Squares();
            Squares output = new Squares();
            output.add(walk.next(pass -> new Watched(pass, heads)).attention().values());
            sizes.add(new Size(heads.rootMean(), output.rootMean()));
            listener.layersMeasured(layer + 1, layers);
        }
        return List.copyOf(sizes);
    }

    /** Sees what attention makes. */
    private static final class Watched extends ForwardingOperators {
        private final Operators inner;
        private final Squares squares;

        Watched(Operators inner, Squares squares) {
            super(inner);
            this.inner = inner;
            this.squares = squares;
        }

        @Override
        public Tensor attention(
                Tensor q,
                Tensor k,
                Tensor v,
                AttentionHeads heads,
                List<Span<KeyValueCache>> spans,
                KeyValuePrecision precision) {
            Tensor outputs = inner.attention(q, k, v, heads, spans, precision);
            squares.add(inner.toHost(outputs));
            return outputs;
        }
    }
}
