package org.spikingbrain4j.conversion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** What is added to the residual stream of a whole model that reads texts one by one, and what parallel attention mixes. */
final class RecordedBranches extends ForwardingBackend {
    private final List<float[]> added = new ArrayList<>();
    private final List<float[]> mixed = new ArrayList<>();

    private RecordedBranches() {
        super(new ReferenceBackend());
    }

    /** Root mean squares of what attention and feed-forward network of every layer add, in turn: for models without experts. */
    static List<Double> added(Path model, CalibrationTexts texts) {
        return sizes(model, texts, backend -> backend.added);
    }

    /** Root mean squares of the normalised outputs of linear and softmax attention of every layer, in turn. */
    static List<Double> mixed(Path model, CalibrationTexts texts) {
        return sizes(model, texts, backend -> backend.mixed);
    }

    private static List<Double> sizes(
            Path model, CalibrationTexts texts, Function<RecordedBranches, List<float[]>> which) {
        List<Squares> squares = new ArrayList<>();
        try (RecordedBranches backend = new RecordedBranches();
                LanguageModel loaded = LanguageModel.load(Checkpoint.open(model), backend, ModelOptions.DEFAULT)) {
            for (int[] text : texts.texts()) {
                try (SequenceState state = loaded.newState()) {
                    which.apply(backend).clear(); // of sink tokens
                    loaded.forward(text, state, LogitsWanted.LAST);
                }
                List<float[]> recorded = which.apply(backend);
                for (int i = 0; i < recorded.size(); i++) {
                    if (i == squares.size()) {
                        squares.add(new Squares());
                    }
                    squares.get(i).add(recorded.get(i));
                }
            }
        }
        return squares.stream().map(Squares::rootMean).toList();
    }

    @Override
    public Operators openPass(int longestSpan) {
        Operators pass = super.openPass(longestSpan);
        return new ForwardingOperators(pass) {
            @Override
            public Tensor residual(Tensor x, UnaryOperator<Tensor> branch) {
                return super.residual(x, in -> {
                    Tensor output = branch.apply(in);
                    added.add(pass.toHost(output));
                    return output;
                });
            }

            @Override
            public Tensor mix(Tensor a, Tensor b, Weight weights) {
                mixed.add(pass.toHost(a));
                mixed.add(pass.toHost(b));
                return super.mix(a, b, weights);
            }
        };
    }
}
