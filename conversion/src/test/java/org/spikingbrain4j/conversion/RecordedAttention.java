package org.spikingbrain4j.conversion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/** The attention outputs of a whole model that reads texts one by one, in double precision. */
final class RecordedAttention extends ForwardingBackend {
    private final List<float[]> outputs = new ArrayList<>();

    private RecordedAttention() {
        super(new ReferenceBackend());
    }

    /** The root mean square per layer. */
    static List<Double> sizes(Path model, CalibrationTexts texts) {
        try (RecordedAttention backend = new RecordedAttention();
                LanguageModel loaded = LanguageModel.load(Checkpoint.open(model), backend, ModelOptions.DEFAULT)) {
            int layers = loaded.config().layers();
            double[] squares = new double[layers];
            for (int[] text : texts.texts()) {
                backend.outputs.clear();
                try (SequenceState state = loaded.newState()) {
                    loaded.forward(text, state, LogitsWanted.LAST);
                }
                for (int layer = 0; layer < layers; layer++) {
                    for (float value : backend.outputs.get(layer)) {
                        squares[layer] += (double) value * value;
                    }
                }
            }
            long values = (long) texts.tokens() * loaded.config().heads().queryColumns();
            List<Double> sizes = new ArrayList<>();
            for (double sum : squares) {
                sizes.add(Math.sqrt(sum / values));
            }
            return sizes;
        }
    }

    @Override
    public Operators openPass(int longestSpan) {
        Operators pass = super.openPass(longestSpan);
        return new ForwardingOperators(pass) {
            @Override
            public Tensor attention(
                    Tensor q,
                    Tensor k,
                    Tensor v,
                    AttentionHeads heads,
                    List<Span<KeyValueCache>> spans,
                    KeyValuePrecision precision) {
                Tensor output = pass.attention(q, k, v, heads, spans, precision);
                outputs.add(pass.toHost(output));
                return output;
            }
        };
    }
}
