package org.spikingbrain4j.conversion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * How large the heads' outputs are in the layers of a base: the root mean square over tokens, heads and channels of what
 * attention hands to o_proj. A norm with that weight makes the outputs of gated linear attention as large. The checkpoint is mapped
 * anew for each layer, so that memory holds one.
 */
final class AttentionSizes {
    private final Path base;
    private final Backend backend;
    private final ConversionListener listener;

    AttentionSizes(Path base, Backend backend, ConversionListener listener) {
        this.base = base;
        this.backend = backend;
        this.listener = listener;
    }

    /**
     * @param layers how many, from the first on
     * @return a size per layer
     * @throws ConversionException where a size is not positive and finite
     */
    List<Double> measure(int layers, CalibrationTexts texts) {
        List<Double> sizes = new ArrayList<>();
        HiddenStates states = embed(texts);
        for (int layer = 0; layer < layers; layer++) {
            Squares squares = new Squares();
            try (Checkpoint checkpoint = Checkpoint.open(base)) {
                states = LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT)
                        .layer(layer, states, pass -> new Watched(pass, squares));
            }
            sizes.add(sound(layer, squares.rootMean()));
            listener.layersMeasured(layer + 1, layers);
        }
        return List.copyOf(sizes);
    }

    private HiddenStates embed(CalibrationTexts texts) {
        try (Checkpoint checkpoint = Checkpoint.open(base)) {
            return LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT).embed(texts.texts());
        }
    }

    private double sound(int layer, double size) {
        float stored = (float) size;
        if (!(stored > 0) || Float.isInfinite(stored)) {
            throw new ConversionException(
                    "%s: layer %d: expected attention outputs of a finite size above 0 on the text, found %s; convert it without a text"
                            .formatted(base, layer, size));
        }
        return size;
    }

    /** A sum of squares. */
    private static final class Squares {
        private double sum;
        private long count;

        void add(float[] values) {
            for (float value : values) {
                sum += (double) value * value;
            }
            count += values.length;
        }

        double rootMean() {
            return Math.sqrt(sum / count);
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
