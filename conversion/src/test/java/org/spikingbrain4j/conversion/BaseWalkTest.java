package org.spikingbrain4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.HiddenStates;
import org.spikingbrain4j.model.LayerRunner;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Weight;

/** The way of texts through a base, and how often the base is composed for it. */
class BaseWalkTest {
    @TempDir
    private Path folder;

    /** Counts how often a model is composed: every model has one such norm. */
    private static final class Counting extends ForwardingBackend {
        private int models;

        Counting() {
            super(new ReferenceBackend());
        }

        @Override
        public Weight load(HostTensor tensor) {
            models += tensor.name().equals("model.norm.weight") ? 1 : 0;
            return super.load(tensor);
        }
    }

    @Test
    void everyLayerIsThatOfTheModelAndOpensItOnce() {
        Path base = Bases.llama(folder, DataType.F32);
        Counting backend = new Counting();
        BaseWalk walk = new BaseWalk(base, backend, Bases.texts());
        try (Checkpoint checkpoint = Checkpoint.open(base)) {
            LayerRunner runner = LayerRunner.load(checkpoint, new ReferenceBackend(), ModelOptions.DEFAULT);
            HiddenStates x = runner.embed(Bases.texts().texts());
            for (int layer = 0; layer < 3; layer++) {
                BaseWalk.Layer passed = walk.next(UnaryOperator.identity());
                assertThat(passed.attention().values())
                        .isEqualTo(
                                runner.mixer(layer, x, UnaryOperator.identity()).values());
                HiddenStates next = runner.layer(layer, x, UnaryOperator.identity());
                x = passed.mixed().plus(passed.fed());
                assertThat(x.values()).containsExactly(next.values(), within(1e-5f));
                assertThat(backend.models).isEqualTo(layer + 1);
            }
        }
    }

    /** Once to check it, once for every layer that is measured or compared, and the new model for every mixture. */
    @Test
    void aConversionComposesModelsOncePerLayer() {
        Counting backend = new Counting();
        ConversionOptions options = ConversionOptions.DEFAULT.withLayout(
                ConversionLayout.GlaSwaMoe.DEFAULT.withExperts(4, 2, 1).withDense(LayerChoice.Rule.NONE));
        new Converter(
                        Bases.llama(folder, DataType.F32),
                        options,
                        Optional.of(Bases.texts()),
                        backend,
                        ConversionListener.NONE)
                .write(folder.resolve("made"), false);
        assertThat(backend.models).isEqualTo(1 + 3 + 3 + 3);
    }
}
