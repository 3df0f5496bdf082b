package org.spikingbrain4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.HiddenStates;
import org.spikingbrain4j.model.LayerRunner;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ReferenceBackend;

/** What a conversion says about its experts. */
class UpcyclingCheckTest {
    private final Backend backend = new ReferenceBackend();

    @TempDir
    private Path folder;

    @Test
    void numbersAreThoseOfTheFormulas() {
        Path base = Bases.llama(folder, DataType.F32);
        Path made = folder.resolve("made");
        UpcycledLayer found = convert(base, made, ConversionLayout.GlaSwaMoe.DEFAULT.withExperts(4, 2, 1))
                .get(1);
        assertThat(found.layer()).isEqualTo(2);
        HiddenStates x = beforeFeedForward(base, 2);
        Squares network = new Squares();
        Squares mixture = new Squares();
        Squares difference = new Squares();
        Squares spread = new Squares();
        double chosen = 0;
        try (Checkpoint before = Checkpoint.open(base);
                Checkpoint after = Checkpoint.open(made)) {
            NaiveUpcycling naive = NaiveUpcycling.of(before, after, 2);
            for (int token = 0; token < x.tokens(); token++) {
                double[] normed = naive.normed(row(x, token));
                double[] dense = naive.output(normed, 1);
                double[] expert = naive.output(normed, Math.cbrt(1 / 1.5));
                double p = naive.chosen(normed, 2);
                chosen += p / x.tokens();
                for (int i = 0; i < dense.length; i++) {
                    network.add(dense[i]);
                    mixture.add((1 + p) * expert[i]);
                    difference.add((1 + p) * expert[i] - dense[i]);
                    spread.add(((1 + p) / 1.5 - 1) * dense[i]);
                }
            }
        }
        assertThat(found.chosen()).isCloseTo(chosen, within(1e-5));
        assertThat(found.leastChosen()).isBetween(0.5, chosen);
        assertThat(found.mostChosen()).isBetween(chosen, 1.0);
        assertThat(found.busiest()).as("of all places, two a token").isBetween(0.25, 0.5);
        assertThat(found.scale()).isCloseTo(mixture.rootMean() / network.rootMean(), within(1e-4));
        assertThat(found.difference()).isCloseTo(difference.rootMean() / network.rootMean(), within(1e-4));
        assertThat(found.expectedDifference()).isCloseTo(spread.rootMean() / network.rootMean(), within(1e-4));
        assertThat(found.difference()).isLessThanOrEqualTo(found.expectedDifference() + found.unexplained() + 1e-9);
    }

    @Test
    void oneExpertThatIsAlwaysChosenIsTheNetwork() {
        Path base = Bases.qwen2(folder, DataType.F32);
        List<UpcycledLayer> layers = convert(
                base,
                folder.resolve("made"),
                ConversionLayout.GlaSwaMoe.DEFAULT.withExperts(1, 1, 0).withDense(LayerChoice.Rule.NONE));
        assertThat(layers).hasSize(3);
        for (UpcycledLayer layer : layers) {
            assertThat(layer).isEqualTo(new UpcycledLayer(layer.layer(), 1, 1, 1, 1, 1, 1, 0, 0, 0));
        }
    }

    @Test
    void withoutMixturesNothingIsCompared() {
        Path base = Bases.llama(folder, DataType.F32);
        assertThat(convert(
                        base,
                        folder.resolve("made"),
                        ConversionLayout.GlaSwaMoe.DEFAULT.withDense(LayerChoice.Rule.ALL)))
                .isEmpty();
    }

    private List<UpcycledLayer> convert(Path base, Path made, ConversionLayout layout) {
        ConversionOptions options = ConversionOptions.DEFAULT.withLayout(layout);
        return new Converter(base, options, Optional.of(Bases.texts()), backend, ConversionListener.NONE)
                .write(made, false)
                .upcycled();
    }

    private HiddenStates beforeFeedForward(Path base, int layer) {
        HiddenStates x = run(base, runner -> runner.embed(Bases.texts().texts()));
        for (int i = 0; i < layer; i++) {
            int number = i;
            HiddenStates seen = x;
            x = run(base, runner -> runner.layer(number, seen, UnaryOperator.identity()));
        }
        HiddenStates seen = x;
        return x.plus(run(base, runner -> runner.mixer(layer, seen, UnaryOperator.identity())));
    }

    private HiddenStates run(Path base, Function<LayerRunner, HiddenStates> use) {
        try (Checkpoint checkpoint = Checkpoint.open(base)) {
            return use.apply(LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT));
        }
    }

    private static double[] row(HiddenStates x, int token) {
        double[] row = new double[x.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = x.values()[token * x.size() + i];
        }
        return row;
    }
}
