package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Deviation;
import org.spikingbrain4j.testkit.MixtureShape;
import org.spikingbrain4j.testkit.NaiveMixtureModel;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** The 76B's architecture against a naive one, however the text is cut and on how many threads. */
class MixtureModelTest {
    private static final AttentionHeads HEADS = new AttentionHeads(4, 2, 16);

    @TempDir
    Path folder;

    static Stream<CheckpointShape> shapes() {
        return Stream.of(
                CheckpointShape.TINY_MOE,
                shape(2, HEADS, 8, new MixtureShape(List.of(), List.of(), 4, 2, 0, 0)),
                shape(2, HEADS, 200, new MixtureShape(List.of(0), List.of(1), 1, 1, 1, 128)),
                shape(2, HEADS, 5, new MixtureShape(List.of(), List.of(0, 1), 2, 1, 0, 128)),
                shape(3, new AttentionHeads(6, 2, 8), 16, new MixtureShape(List.of(2), List.of(), 5, 5, 1, 3)));
    }

    private static CheckpointShape shape(int layers, AttentionHeads heads, int window, MixtureShape mixture) {
        return new CheckpointShape("gla_swa_moe", layers, heads, 64, 300, window, false, Optional.of(mixture));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void isWhatTheSpecificationSays(CheckpointShape shape) {
        Path directory = RandomCheckpoint.of(shape, DataType.F32, 2).write(folder.resolve("model"));
        int[] text = new Random(7).ints(90, 0, shape.vocabulary()).toArray();
        double[][] expected = new NaiveMixtureModel(shape, directory).logits(text);
        try (Backend reference = new ReferenceBackend()) {
            compare(directory, reference, ModelOptions.DEFAULT, text, new int[] {90}, expected);
            compare(directory, reference, ModelOptions.DEFAULT, text, new int[] {1, 30, 2, 57}, expected);
        }
        for (int threads : new int[] {1, 2}) {
            try (Backend cpu =
                    CpuBackend.create(CpuOptions.builder().threads(threads).build())) {
                compare(directory, cpu, ModelOptions.DEFAULT, text, new int[] {90}, expected);
                compare(directory, cpu, ModelOptions.DEFAULT, text, new int[] {1, 1, 13, 64, 1, 10}, expected);
            }
        }
    }

    private static void compare(
            Path directory, Backend backend, ModelOptions options, int[] text, int[] pieces, double[][] expected) {
        try (LanguageModel model = LanguageModel.load(Checkpoint.open(directory), backend, options);
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

    /** Counts and events are the spikes of the formulas; without them other logits come out. */
    @ParameterizedTest
    @EnumSource(
            value = SpikingMode.class,
            names = {"COUNTS", "EVENTS", "AUTO"})
    void spikesAreThoseOfTheSpecificationInEveryExecution(SpikingMode mode) {
        CheckpointShape shape = CheckpointShape.TINY_MOE;
        Path directory = RandomCheckpoint.of(shape, DataType.F32, 11).write(folder.resolve("model"));
        ModelOptions options = ModelOptions.DEFAULT.withSpiking(
                SpikingOptions.DEFAULT.withMode(mode).withK(2.5));
        NaiveMixtureModel naive = new NaiveMixtureModel(shape, directory, 2.5);
        int[] text = naive.clearText(24);
        double[][] expected = naive.logits(text);
        try (Backend reference = new ReferenceBackend();
                Backend cpu = CpuBackend.create(CpuOptions.builder().threads(2).build())) {
            compare(directory, reference, options, text, new int[] {24}, expected);
            compare(directory, cpu, options, text, new int[] {24}, expected);
            compare(directory, cpu, options, text, new int[] {1, 1, 9, 13}, expected);
        }
        double[][] dense = new NaiveMixtureModel(shape, directory).logits(text);
        assertThat(Deviation.between(dense[23], expected[23]).relativeRms()).isGreaterThan(1e-3);
    }
}
