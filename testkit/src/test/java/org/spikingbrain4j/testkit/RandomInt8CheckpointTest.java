package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.CodeExcess;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Shape;

/** The quantised layout: names, types, shapes, places in the file and what config.json says. */
class RandomInt8CheckpointTest {
    /** The least shape whose inputs are whole groups. */
    private static final CheckpointShape GROUPED =
            new CheckpointShape("gla_swa", 2, new AttentionHeads(4, 2, 32), 256, 320, 16, false);

    @TempDir
    Path directory;

    static Stream<CheckpointShape> shapes() {
        return Stream.of(
                CheckpointShape.TINY_GLA_SWA,
                CheckpointShape.TINY_LLAMA,
                CheckpointShape.TINY_QWEN2,
                CheckpointShape.TINY_MOE,
                GROUPED);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void linearsAreIntegersAndAllElseIsBf16(CheckpointShape shape) {
        RandomCheckpoint random = RandomCheckpoint.of(shape, DataType.I8, 3);
        List<String> linears = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (TensorPlan.Planned planned : TensorPlan.of(shape, DataType.F32)) {
            if (planned.name().matches(".*(_proj|gk_proj\\.0|lm_head)\\.weight")) {
                String name = planned.name().replace(".weight", "");
                linears.add(name);
                expected.addAll(List.of(name + ".codes", name + ".scales"));
            } else {
                expected.add(planned.name());
            }
        }
        try (SafetensorsFile file = SafetensorsFile.open(random.write(directory).resolve("model.safetensors"))) {
            assertThat(file.tensorNames()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(file.tensorNames().stream()
                            .filter(name -> !name.endsWith(".codes") && !name.endsWith(".scales"))
                            .map(name -> file.tensor(name).dataType()))
                    .containsOnly(DataType.BF16);
            assertThat(file.tensorNames().stream()
                            .mapToLong(name -> file.tensor(name).data().byteSize())
                            .sum())
                    .isEqualTo(random.bytes());
            linears.forEach(name -> assertMatrix(shape, file, name));
        }
    }

    private static void assertMatrix(CheckpointShape shape, SafetensorsFile file, String name) {
        HostTensor codes = file.tensor(name + ".codes");
        int in = (int) codes.shape().dimension(0);
        Int8Matrix matrix = new Int8Matrix(codes, file.tensor(name + ".scales"), CodeExcess.none(in));
        assertThat(in).as(name).isIn(shape.hiddenSize(), shape.intermediateSize());
        assertThat(matrix.groupSize()).as(name).isEqualTo(shape.equals(GROUPED) ? 128 : in);
        double squares = 0;
        for (int i = 0; i < in; i++) {
            for (int o = 0; o < matrix.out(); o++) {
                double scale = matrix.scales().value((long) (i / matrix.groupSize()) * matrix.out() + o);
                double weight = scale * codes.value((long) i * matrix.out() + o);
                squares += weight * weight;
            }
        }
        // Outputs are as large as inputs.
        assertThat(squares / matrix.out()).as(name).isBetween(0.8, 1.25);
    }

    @Test
    void orientationIsThatOfTheLayout() {
        Path written = RandomCheckpoint.of(GROUPED, DataType.I8, 3).write(directory);
        try (SafetensorsFile file = SafetensorsFile.open(written.resolve("model.safetensors"))) {
            String layer = "model.layers.0.";
            assertThat(file.tensor(layer + "mlp.down_proj.codes").shape()).isEqualTo(Shape.of(256, 128));
            assertThat(file.tensor(layer + "mlp.down_proj.scales").shape()).isEqualTo(Shape.of(2, 128));
            assertThat(file.tensor(layer + "attn.k_proj.codes").shape()).isEqualTo(Shape.of(128, 64));
            assertThat(file.tensor(layer + "attn.k_proj.bias").shape()).isEqualTo(Shape.of(64));
            assertThat(file.tensor(layer + "attn.gk_proj.0.codes").shape()).isEqualTo(Shape.of(128, 16));
            assertThat(file.tensor(layer + "attn.gk_proj.1.weight").shape()).isEqualTo(Shape.of(64, 16));
            assertThat(file.tensor("lm_head.codes").shape()).isEqualTo(Shape.of(128, 320));
            assertThat(file.tensor("model.embeddings.weight").shape()).isEqualTo(Shape.of(320, 128));
        }
    }

    /** Vectors of a mapped row then begin on a cache line. */
    @Test
    void codesAndScalesStartOnCacheLines() {
        for (CheckpointShape shape : List.of(
                CheckpointShape.SPIKINGBRAIN_7B,
                CheckpointShape.QWEN2_05B_GLA_SWA,
                CheckpointShape.SPIKINGBRAIN_76B_LAYERS)) {
            long offset = 0;
            for (TensorPlan.Planned planned : TensorPlan.of(shape, DataType.I8)) {
                if (planned.name().matches(".*\\.(codes|scales)")) {
                    assertThat(offset % 64).as(planned.name()).isZero();
                }
                offset += planned.bytes();
            }
        }
    }

    @Test
    void configNamesTheMethodTheGroupAndEveryK() throws IOException {
        Path grouped = RandomCheckpoint.of(GROUPED, DataType.I8, 3).write(directory.resolve("grouped"));
        Path whole =
                RandomCheckpoint.of(CheckpointShape.TINY_LLAMA, DataType.I8, 3).write(directory.resolve("whole"));
        JsonNode config =
                new ObjectMapper().readTree(grouped.resolve("config.json").toFile());
        assertThat(config.path("torch_dtype").asText()).isEqualTo("bfloat16");
        JsonNode quantisation = config.path("quantization_config");
        assertThat(quantisation.path("quant_method").asText()).isEqualTo("spikingbrain_int8");
        assertThat(quantisation.path("group_size").asInt(-1)).isEqualTo(128);
        assertThat(IntStream.range(0, quantisation.path("k").size())
                        .mapToDouble(layer -> quantisation.path("k").get(layer).asDouble()))
                .containsExactly(3.0, 3.0);
        assertThat(new ObjectMapper()
                        .readTree(whole.resolve("config.json").toFile())
                        .path("quantization_config")
                        .path("group_size")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void realShapesHaveTheirSize() {
        assertThat(RandomCheckpoint.of(CheckpointShape.SPIKINGBRAIN_7B, DataType.I8, 1)
                        .bytes())
                .isBetween(8_200_000_000L, 8_500_000_000L);
        assertThat(RandomCheckpoint.of(CheckpointShape.QWEN2_05B_GLA_SWA, DataType.I8, 1)
                        .bytes())
                .isBetween(750_000_000L, 820_000_000L);
        assertThat(RandomCheckpoint.of(CheckpointShape.SPIKINGBRAIN_76B_LAYERS, DataType.I8, 1)
                        .bytes())
                .isBetween(3_900_000_000L, 4_000_000_000L);
        assertThat(CheckpointShape.QWEN2_05B_GLA_SWA.hiddenSize()).isEqualTo(896);
        assertThat(CheckpointShape.QWEN2_05B_GLA_SWA.groupSize()).hasValue(128);
    }
}
