package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.Deviation;
import org.spikingbrain4j.testkit.MixtureCheckpoint;

/** The 76B's architecture against a naive one, however the text is cut and on how many threads. */
class MixtureModelTest {
    private static final AttentionHeads HEADS = new AttentionHeads(4, 2, 16);

    @TempDir
    Path folder;

    static Stream<MixtureCheckpoint> shapes() {
        return Stream.of(
                MixtureCheckpoint.TINY,
                new MixtureCheckpoint(2, HEADS, 64, 300, 8, List.of(), List.of(), 4, 2, 0, 0, 2),
                new MixtureCheckpoint(2, HEADS, 64, 300, 200, List.of(0), List.of(1), 1, 1, 1, 128, 3),
                new MixtureCheckpoint(2, HEADS, 64, 300, 5, List.of(), List.of(0, 1), 2, 1, 0, 128, 4),
                new MixtureCheckpoint(
                        3, new AttentionHeads(6, 2, 8), 40, 300, 16, List.of(2), List.of(), 5, 5, 1, 3, 5));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void isWhatTheSpecificationSays(MixtureCheckpoint shape) {
        Path directory = shape.write(folder.resolve("model"));
        int[] text = new Random(7).ints(90, 0, shape.vocabulary()).toArray();
        double[][] expected = new NaiveMixtureModel(shape).logits(text);
        try (Backend reference = new ReferenceBackend()) {
            compare(directory, reference, text, new int[] {90}, expected);
            compare(directory, reference, text, new int[] {1, 30, 2, 57}, expected);
        }
        for (int threads : new int[] {1, 2}) {
            try (Backend cpu =
                    CpuBackend.create(CpuOptions.builder().threads(threads).build())) {
                compare(directory, cpu, text, new int[] {90}, expected);
                compare(directory, cpu, text, new int[] {1, 1, 13, 64, 1, 10}, expected);
            }
        }
    }

    private static void compare(Path directory, Backend backend, int[] text, int[] pieces, double[][] expected) {
        try (LanguageModel model = LanguageModel.load(Checkpoint.open(directory), backend, ModelOptions.DEFAULT);
                SequenceState state = model.newState()) {
            int at = 0;
            for (int length : pieces) {
                Logits logits = model.forward(Arrays.copyOfRange(text, at, at + length), state, LogitsWanted.ALL);
                for (int row = 0; row < length; row++) {
                    double error = 0;
                    double size = 0;
                    for (int token = 0; token < logits.vocabularySize(); token++) {
                        double wanted = expected[at + row][token];
                        error += Math.pow(logits.value(row, token) - wanted, 2);
                        size += wanted * wanted;
                    }
                    assertThat(Math.sqrt(error / size)).as("token %d", at + row).isLessThan(1e-5);
                }
                at += length;
            }
        }
    }

    /** Counts and events are the same spikes; the reference and the processor's kernels see the same ones. */
    @ParameterizedTest
    @EnumSource(
            value = SpikingMode.class,
            names = {"COUNTS", "EVENTS", "AUTO"})
    void spikesAreTheSameInEveryExecution(SpikingMode mode) {
        Path directory = MixtureCheckpoint.TINY.write(folder.resolve("model"));
        int[] text =
                new Random(8).ints(60, 0, MixtureCheckpoint.TINY.vocabulary()).toArray();
        float[] expected = logits(directory, new ReferenceBackend(), SpikingMode.COUNTS, text);
        Backend cpu = CpuBackend.create(CpuOptions.builder().threads(2).build());
        Deviation deviation = Deviation.between(expected, logits(directory, cpu, mode, text));
        assertThat(deviation.relativeRms()).as("%s: %s", mode, deviation).isLessThan(1e-5);
        float[] dense = logits(directory, new ReferenceBackend(), SpikingMode.OFF, text);
        assertThat(Deviation.between(dense, expected).relativeRms()).isGreaterThan(1e-3);
    }

    private static float[] logits(Path directory, Backend backend, SpikingMode mode, int[] text) {
        ModelOptions options = ModelOptions.DEFAULT.withSpiking(SpikingOptions.DEFAULT.withMode(mode));
        try (backend;
                LanguageModel model = LanguageModel.load(Checkpoint.open(directory), backend, options);
                SequenceState state = model.newState()) {
            return model.forward(text, state, LogitsWanted.ALL).values();
        }
    }
}
