package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.checkpoint.Int8Quantization;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Int8Checkpoint;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Checkpoints whose linears are integers: {@code quantization_config} with spikingbrain_int8. */
class Int8ModelTest {
    private static final List<Double> K = List.of(3.0, 2.0, 4.0, 3.5);
    private static final int[] TOKENS = {17, 3, 250, 99, 1, 64, 200, 31, 8, 77, 42, 5, 300, 12, 13, 14, 15, 16, 18, 19};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void modesGiveTheSameBitsAndDenseActivationsAlmostTheFloatLogits(TestBackend kind) {
        Path floats = Fixtures.GLA_SWA_F32.directory();
        for (int groupSize : List.of(0, 32)) {
            Path integers = quantized(floats, groupSize, K);
            try (Backend backend = kind.open()) {
                assertModes(backend, floats, integers);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void otherArchitecturesAreQuantisedToo(TestBackend kind) {
        for (CheckpointShape shape :
                List.of(CheckpointShape.TINY_LLAMA, CheckpointShape.TINY_QWEN2, CheckpointShape.TINY_MOE)) {
            Path floats = RandomCheckpoint.of(shape, DataType.F32, 5).write(folder.resolve(shape.modelType()));
            Path integers = quantized(floats, 0, Collections.nCopies(shape.layers(), 3.0));
            try (Backend backend = kind.open()) {
                assertModes(backend, floats, integers);
            }
        }
    }

    private static void assertModes(Backend backend, Path floats, Path integers) {
        float[] counts = logits(integers, backend, SpikingMode.COUNTS);
        assertThat(logits(integers, backend, SpikingMode.EVENTS)).isEqualTo(counts);
        assertThat(logits(integers, backend, SpikingMode.CHECKPOINT)).isEqualTo(counts);
        float[] dense = logits(integers, backend, SpikingMode.OFF);
        float[] expected = logits(floats, backend, SpikingMode.OFF);
        assertThat(Closeness.maxDifference(dense, expected))
                .as("rounding weights to 8 bits")
                .isLessThan(0.2);
        assertThat(Closeness.maxDifference(counts, dense)).as("spikes").isBetween(1e-3, 20.0);
    }

    @Test
    void theCheckpointsOwnKIsTheDefault() {
        Path integers = quantized(Fixtures.GLA_SWA_F32.directory(), 32, K);
        try (Backend backend = new ReferenceBackend();
                LanguageModel model = load(integers, backend, SpikingOptions.DEFAULT);
                LanguageModel other = load(integers, backend, SpikingOptions.DEFAULT.withK(2))) {
            Spiking spiking = model.spiking().orElseThrow();
            assertThat(spiking).isEqualTo(new Spiking(SpikingMode.AUTO, K, MlpSpiking.ALL, WeightFormat.INT8));
            assertThat(spiking.description()).isEqualTo("spiking auto, k 2 to 4, mlp all");
            assertThat(other.spiking().orElseThrow().k()).containsOnly(2.0);
            assertThat(other.fingerprint()).isNotEqualTo(model.fingerprint());
        }
    }

    @Test
    void theOfficialMlpNeedsFloats() {
        Path integers = quantized(Fixtures.GLA_SWA_F32.directory(), 32, K);
        try (Backend backend = new ReferenceBackend()) {
            SpikingOptions official = SpikingOptions.DEFAULT.withMlp(MlpSpiking.OFFICIAL);
            assertThatThrownBy(() -> load(integers, backend, official))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll("--mlp official", "model.layers.0.mlp.down_proj.codes", "--mlp all");
        }
    }

    @Test
    void unsoundScalesAreNamedWithTheirCheckpoint() {
        Path integers = quantized(Fixtures.GLA_SWA_F32.directory(), 32, K);
        String scales = "model.layers.1.attn.o_proj.scales";
        TestModel.changeValues(integers, scales, values -> {
            values[7] = 0;
            return values;
        });
        assertRefused(integers, scales, "element 7", "expected a positive scale, found 0.0", "quantize");
    }

    @Test
    void missingCodesAndOtherGroupsAreNamed() {
        String codes = "model.layers.1.attn.o_proj.codes";
        Path missing = quantized(Fixtures.GLA_SWA_F32.directory(), 32, K);
        TestModel.change(missing, tensors -> {
            tensors.removeIf(tensor -> tensor.name().equals(codes));
            return tensors;
        });
        assertRefused(missing, codes, "missing");
        Path uneven = folder.resolve("uneven");
        Int8Checkpoint.write(Fixtures.GLA_SWA_F32.directory(), uneven, new Int8Quantization(32, K));
        TestModel.changeConfig(uneven, text -> text.replace("\"group_size\":32", "\"group_size\":48"));
        assertRefused(uneven, ".attn.q_proj.scales", "groups of 48", "64 inputs", "another group size");
        TestModel.changeConfig(uneven, text -> text.replace("\"group_size\":48", "\"group_size\":16"));
        assertRefused(uneven, ".attn.q_proj.scales", "[4, 64]", "[2, 64]");
    }

    @Test
    void unsoundRoundingScalesAreNamedWithTheirCheckpoint() {
        Path model = Fixtures.W8ASPIKE.copyTo(folder);
        String scales = "model.layers.1.mlp.up_proj.weight_quantizer.scales";
        TestModel.changeValues(model, scales, values -> {
            values[5] = Float.NaN;
            return values;
        });
        assertRefused(model, scales, "element 5", "expected a positive scale, found NaN");
        TestModel.change(model, tensors -> {
            tensors.removeIf(tensor -> tensor.name().equals(scales));
            return tensors;
        });
        assertRefused(model, scales, "missing");
    }

    private void assertRefused(Path model, String... named) {
        try (Backend backend = new ReferenceBackend()) {
            assertThatThrownBy(() -> load(model, backend, SpikingOptions.DEFAULT))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(model.toString())
                    .hasMessageContainingAll(named)
                    .hasMessageNotContaining("\n");
        }
    }

    private Path quantized(Path floats, int groupSize, List<Double> k) {
        String name = "%s-int8-%d".formatted(floats.getFileName(), groupSize);
        return Int8Checkpoint.write(floats, folder.resolve(name), new Int8Quantization(groupSize, k));
    }

    private static float[] logits(Path model, Backend backend, SpikingMode mode) {
        try (LanguageModel loaded = load(model, backend, SpikingOptions.DEFAULT.withMode(mode));
                SequenceState state = loaded.newState()) {
            return loaded.forward(TOKENS, state, LogitsWanted.ALL).values();
        }
    }

    private static LanguageModel load(Path model, Backend backend, SpikingOptions options) {
        return LanguageModel.load(Checkpoint.open(model), backend, ModelOptions.DEFAULT.withSpiking(options));
    }
}
