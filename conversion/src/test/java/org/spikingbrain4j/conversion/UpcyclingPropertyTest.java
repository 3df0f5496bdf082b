package org.spikingbrain4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.HiddenStates;
import org.spikingbrain4j.model.LayerRunner;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/**
 * While no expert is trained, a mixture's output is the dense network's times what the router makes of it, and differs from that by no more
 * than SiLU, which does not scale with its input, allows: whatever the experts, the router's sharpness and the tokens are.
 */
class UpcyclingPropertyTest {
    private static final int HIDDEN = 8;
    private static final int TOKENS = 7;

    private final Backend backend = new ReferenceBackend();
    private Path folder = Path.of("");

    @BeforeTry
    void create() throws IOException {
        folder = Files.createTempDirectory("upcycling");
    }

    @AfterTry
    void remove() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(UpcyclingPropertyTest::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Property(tries = 60)
    void theRouterExplainsTheDifference(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int experts,
            @ForAll @IntRange(max = 5) int more,
            @ForAll @IntRange(max = 1) int shared,
            @ForAll @DoubleRange(min = 0, max = 300) double sharpness,
            @ForAll @DoubleRange(min = 0.1, max = 20) double gates) {
        int active = 1 + more % experts;
        Path base = base(seed, gates);
        Path made = upcycled(base, experts, active, shared, sharpness);
        HiddenStates x = tokens(seed);
        HiddenStates dense = feedForward(base, x);
        HiddenStates mixed = feedForward(made, x);
        double even = (double) active / experts;
        double scale = Math.cbrt(1 / (shared + even));
        try (Checkpoint before = Checkpoint.open(base);
                Checkpoint after = Checkpoint.open(made)) {
            NaiveUpcycling naive = NaiveUpcycling.of(before, after, 0);
            for (int token = 0; token < TOKENS; token++) {
                double[] normed = naive.normed(row(x, token));
                double chosen = naive.chosen(normed, active);
                double factor = (shared + chosen) / (shared + even);
                double[] bound = naive.siluBound(normed, scale);
                double[] network = naive.output(normed, 1);
                double[] expert = naive.output(normed, scale);
                assertThat(chosen).isBetween(even - 1e-9, 1 + 1e-9);
                for (int i = 0; i < HIDDEN; i++) {
                    double d = row(dense, token)[i];
                    double y = row(mixed, token)[i];
                    double rounding = 1e-4 * (1e-3 + Math.abs(d) + Math.abs(y)) + 1e-5 * bound[i];
                    assertThat(d).isCloseTo(network[i], within(rounding));
                    assertThat(y).isCloseTo((shared + chosen) * expert[i], within(rounding));
                    assertThat(y).isCloseTo(factor * d, within((shared + chosen) * bound[i] + rounding));
                    assertThat(Math.abs(y - d))
                            .isLessThanOrEqualTo((factor - 1) * Math.abs(d) + (shared + chosen) * bound[i] + rounding);
                }
            }
        }
    }

    private Path base(long seed, double gates) {
        CheckpointShape shape = new CheckpointShape("llama", 1, new AttentionHeads(2, 1, 4), 12, 20, 0, false);
        Path base = RandomCheckpoint.of(shape, DataType.F32, seed).write(folder.resolve("base"));
        Bases.rewrite(base, tensors -> scaled(tensors, "gate_proj", gates));
        return base;
    }

    private Path upcycled(Path base, int experts, int active, int shared, double sharpness) {
        Path made = folder.resolve("made");
        ConversionLayout layout = ConversionLayout.GlaSwaMoe.DEFAULT
                .withDense(LayerChoice.Rule.NONE)
                .withExperts(experts, active, shared)
                .withSinks(0);
        new Converter(
                        base,
                        ConversionOptions.DEFAULT.withLayout(layout),
                        Optional.empty(),
                        backend,
                        ConversionListener.NONE)
                .write(made, false);
        Bases.rewrite(made, tensors -> scaled(tensors, "router", sharpness));
        return made;
    }

    private static List<HostTensor> scaled(List<HostTensor> tensors, String name, double factor) {
        return tensors.stream()
                .map(tensor -> tensor.name().contains(name) ? scaled(tensor, factor) : tensor)
                .toList();
    }

    private static HostTensor scaled(HostTensor tensor, double factor) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor);
        }
        return HostTensor.of(tensor.name(), tensor.shape(), values);
    }

    private static HiddenStates tokens(long seed) {
        Random random = new Random(seed);
        float[] values = new float[TOKENS * HIDDEN];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new HiddenStates(List.of(TOKENS), HIDDEN, values);
    }

    private static double[] row(HiddenStates x, int token) {
        double[] row = new double[HIDDEN];
        for (int i = 0; i < HIDDEN; i++) {
            row[i] = x.values()[token * HIDDEN + i];
        }
        return row;
    }

    private HiddenStates feedForward(Path model, HiddenStates x) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            return LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT)
                    .feedForward(0, x, UnaryOperator.identity());
        }
    }
}
