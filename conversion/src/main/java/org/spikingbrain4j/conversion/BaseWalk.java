package org.spikingbrain4j.conversion;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.model.HiddenStates;
import org.spikingbrain4j.model.LayerRunner;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;

/** Texts on their way through a base, layer by layer. The checkpoint is mapped anew for each, so that memory holds one. */
final class BaseWalk {
    private final Path base;
    private final Backend backend;
    private final List<int[]> texts;
    private HiddenStates states = new HiddenStates(List.of(), 1, new float[0]); // of no text before the first layer
    private int next;

    BaseWalk(Path base, Backend backend, CalibrationTexts texts) {
        this.base = base;
        this.backend = backend;
        this.texts = texts.texts();
    }

    /**
     * What a layer does.
     *
     * @param attention what its attention adds
     * @param mixed what its feed-forward network sees: that and what the layer saw
     * @param fed what its feed-forward network adds
     */
    record Layer(HiddenStates attention, HiddenStates mixed, HiddenStates fed) {}

    /**
     * The texts pass the next layer.
     *
     * @param watched wraps the operators of its attention
     */
    Layer next(UnaryOperator<Operators> watched) {
        try (Checkpoint checkpoint = Checkpoint.open(base)) {
            LayerRunner runner = LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT);
            HiddenStates seen = next == 0 ? runner.embed(texts) : states;
            HiddenStates attention = runner.mixer(next, seen, watched);
            HiddenStates mixed = seen.plus(attention);
            HiddenStates fed = runner.feedForward(next, mixed, UnaryOperator.identity());
            states = mixed.plus(fed);
            next++;
            return new Layer(attention, mixed, fed);
        }
    }
}
