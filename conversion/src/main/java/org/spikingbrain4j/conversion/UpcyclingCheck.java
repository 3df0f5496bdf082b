package org.spikingbrain4j.conversion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.model.HiddenStates;
import org.spikingbrain4j.model.LayerRunner;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;

/**
 * Compares the mixtures of a model that was just written with the feed-forward networks of its base, both on what the base's layers hand
 * them on a text. Both checkpoints are mapped anew for each layer, so that memory holds one.
 */
final class UpcyclingCheck {
    private final Path base;
    private final Path made;
    private final Backend backend;
    private final ConversionListener listener;

    UpcyclingCheck(Path base, Path made, Backend backend, ConversionListener listener) {
        this.base = base;
        this.made = made;
        this.backend = backend;
        this.listener = listener;
    }

    /** One per layer with a mixture. */
    List<UpcycledLayer> compare(GlaSwaMoeConfig config, CalibrationTexts texts) {
        List<UpcycledLayer> compared = new ArrayList<>();
        int layers = IntStream.range(0, config.layers())
                        .filter(config::isMixture)
                        .max()
                        .orElse(-1)
                + 1;
        BaseWalk walk = new BaseWalk(base, backend, texts);
        for (int layer = 0; layer < layers; layer++) {
            BaseWalk.Layer passed = walk.next(UnaryOperator.identity());
            if (config.isMixture(layer)) {
                compared.add(compare(layer, config, passed));
            }
            listener.layersCompared(layer + 1, layers);
        }
        return List.copyOf(compared);
    }

    private UpcycledLayer compare(int layer, GlaSwaMoeConfig config, BaseWalk.Layer passed) {
        RouterRecord router = new RouterRecord();
        try (Checkpoint checkpoint = Checkpoint.open(made)) {
            LayerRunner runner = LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT);
            HiddenStates experts = runner.feedForward(layer, passed.mixed(), router::watching);
            return UpcycledLayer.of(layer, config, passed.fed(), experts, router);
        }
    }
}
