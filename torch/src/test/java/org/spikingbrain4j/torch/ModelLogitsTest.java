package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.MlpSpiking;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.model.SpikingMode;
import org.spikingbrain4j.model.SpikingOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;
import org.spikingbrain4j.testkit.MixtureShape;
import org.spikingbrain4j.testkit.NaiveMixtureModel;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Whole models on libtorch: the layers that are trained here give the logits that the runtime gives (spec 10). */
class ModelLogitsTest {
    private static final long SEED = 100;
    private static final double TOLERANCE = 3e-5;

    @TempDir
    private Path parent;

    /** The official checkpoints: float32, BF16, and INT8 weights with spikes. */
    @ParameterizedTest
    @EnumSource(names = {"GLA_SWA_F32", "GLA_SWA_BF16", "W8ASPIKE"})
    void officialLogitsInAnyChunking(Fixtures fixture) {
        try (Golden golden = Golden.open(fixture)) {
            for (int chunk : List.of(7, 16, 4096)) {
                ModelOptions options = ModelOptions.DEFAULT.withChunkTokens(chunk);
                assertOfficial(
                        fixture,
                        options,
                        IntStream.range(0, golden.sequences().size())
                                .mapToObj(golden::logits)
                                .toList());
            }
            ModelOptions wider = ModelOptions.DEFAULT.withWindowPlusOne(true);
            assertOfficial(
                    fixture,
                    wider,
                    IntStream.range(0, golden.sequences().size())
                            .mapToObj(golden::logitsWindowPlusOne)
                            .toList());
        }
    }

    @org.junit.jupiter.api.Test
    void officialLogitsWhereEveryLinearIsFedSpikes() {
        try (Golden golden = Golden.open(Fixtures.W8ASPIKE)) {
            ModelOptions options = ModelOptions.DEFAULT.withSpiking(SpikingOptions.DEFAULT.withMlp(MlpSpiking.ALL));
            assertOfficial(
                    Fixtures.W8ASPIKE,
                    options,
                    IntStream.range(0, golden.sequences().size())
                            .mapToObj(golden::logitsIntendedMlp)
                            .toList());
        }
    }

    private static void assertOfficial(Fixtures fixture, ModelOptions options, List<HostTensor> expected) {
        try (Golden golden = Golden.open(fixture);
                Backend backend = new TorchBackend(1);
                LanguageModel model = LanguageModel.load(Checkpoint.open(fixture.directory()), backend, options)) {
            for (int i = 0; i < expected.size(); i++) {
                assertClose(
                        "%s, sequence %d, %s".formatted(fixture, i, options),
                        logits(model, golden.sequences().get(i)),
                        expected.get(i).toFloats());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "gla_swa"})
    void randomModelsAgreeWithReferenceAndCpu(String type) {
        CheckpointShape shape =
                List.of(CheckpointShape.TINY_LLAMA, CheckpointShape.TINY_QWEN2, CheckpointShape.TINY_GLA_SWA).stream()
                        .filter(one -> one.modelType().equals(type))
                        .findFirst()
                        .orElseThrow();
        int[] tokens = IntStream.range(0, 45).map(i -> (i * 7919 + 13) % 97).toArray();
        for (DataType dataType : List.of(DataType.F32, DataType.BF16)) {
            Path directory = parent.resolve(type + dataType);
            RandomCheckpoint.of(shape, dataType, SEED).write(directory);
            float[] torch = logits(new TorchBackend(1), directory, ModelOptions.DEFAULT, tokens);
            String what = "%s, %s, seed %d, beside ".formatted(type, dataType, SEED);
            assertClose(
                    what + "reference", torch, logits(new ReferenceBackend(), directory, ModelOptions.DEFAULT, tokens));
            Backend cpu = CpuBackend.create(CpuOptions.builder().threads(2).build());
            assertClose(what + "cpu", torch, logits(cpu, directory, ModelOptions.DEFAULT, tokens));
        }
    }

    /** Two of four experts and one, with a shared one and without, sinks and none. */
    @ParameterizedTest
    @CsvSource({"4, 2, 1, 5", "4, 1, 0, 0", "1, 1, 1, 128"})
    void mixturesAgreeWithReferenceAndCpu(int experts, int active, int shared, int sinks) {
        int[] tokens = IntStream.range(0, 45).map(i -> (i * 7919 + 13) % 97).toArray();
        CheckpointShape shape = CheckpointShape.TINY_MOE.withMixture(
                new MixtureShape(List.of(1), List.of(0), experts, active, shared, sinks));
        Path directory = RandomCheckpoint.of(shape, DataType.F32, SEED).write(parent.resolve("mixture"));
        float[] reference = logits(new ReferenceBackend(), directory, ModelOptions.DEFAULT, tokens);
        Backend cpu = CpuBackend.create(CpuOptions.builder().threads(2).build());
        float[] onCpu = logits(cpu, directory, ModelOptions.DEFAULT, tokens);
        for (int chunk : List.of(7, 4096)) {
            ModelOptions options = ModelOptions.DEFAULT.withChunkTokens(chunk);
            float[] torch = logits(new TorchBackend(1), directory, options, tokens);
            assertClose("reference, chunk " + chunk, torch, reference);
            assertClose("cpu, chunk " + chunk, torch, onCpu);
        }
    }

    /** What is trained with spikes is what the specification says, through experts and sinks too. */
    @ParameterizedTest
    @EnumSource(
            value = SpikingMode.class,
            names = {"COUNTS", "EVENTS"})
    void mixturesSpikeAsTheSpecificationSays(SpikingMode mode) {
        CheckpointShape shape = CheckpointShape.TINY_MOE;
        Path directory = RandomCheckpoint.of(shape, DataType.F32, SEED).write(parent.resolve("mixture"));
        NaiveMixtureModel naive = new NaiveMixtureModel(shape, directory, 2.5);
        int[] text = naive.clearText(24);
        float[] expected = floats(naive.logits(text));
        for (int chunk : List.of(7, 4096)) {
            ModelOptions options = ModelOptions.DEFAULT
                    .withChunkTokens(chunk)
                    .withSpiking(SpikingOptions.DEFAULT.withMode(mode).withK(2.5));
            assertClose("chunk " + chunk, logits(new TorchBackend(1), directory, options, text), expected);
        }
    }

    private static float[] floats(double[][] rows) {
        double[] values = Stream.of(rows).flatMapToDouble(DoubleStream::of).toArray();
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static float[] logits(Backend backend, Path directory, ModelOptions options, int[] tokens) {
        try (backend;
                LanguageModel model = LanguageModel.load(Checkpoint.open(directory), backend, options)) {
            return logits(model, tokens);
        }
    }

    private static float[] logits(LanguageModel model, int[] tokens) {
        try (SequenceState state = model.newState()) {
            return model.forward(tokens, state, LogitsWanted.ALL).values();
        }
    }

    private static void assertClose(String what, float[] actual, float[] expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
        }
        assertThat(worst).as(what).isLessThanOrEqualTo(TOLERANCE);
    }
}
