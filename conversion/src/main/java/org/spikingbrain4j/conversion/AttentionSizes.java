package org.spikingbrain4j.conversion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.model.HiddenStates;
import org.spikingbrain4j.model.LayerRunner;
import org.spikingbrain4j.model.ModelOptions;
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
 * stands in its place as large. The checkpoint is mapped anew for each layer, so that memory holds one.
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
        List<Size> sizes = new ArrayList<>();
        HiddenStates states = embed(texts);
        for (int layer = 0; layer < layers; layer++) {
            Squares heads = new Squares();
            Squares output = new Squares();
            try (Checkpoint checkpoint = Checkpoint.open(base)) {
                LayerRunner runner = LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT);
                HiddenStates added = runner.mixer(layer, states, pass -> new Watched(pass, heads));
                output.add(added.values());
                HiddenStates mixed = states.plus(added);
                states = mixed.plus(runner.feedForward(layer, mixed, UnaryOperator.identity()));
            }
            sizes.add(new Size(heads.rootMean(), output.rootMean()));
            listener.layersMeasured(layer + 1, layers);
        }
        return List.copyOf(sizes);
    }

    private HiddenStates embed(CalibrationTexts texts) {
        try (Checkpoint checkpoint = Checkpoint.open(base)) {
            return LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT).embed(texts.texts());
        }
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
