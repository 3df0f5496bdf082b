package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

class RandomCheckpointTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("tinyShapes")
    void opensAsTheModelItIs(CheckpointShape shape) {
        for (DataType type : List.of(DataType.F32, DataType.F16, DataType.BF16)) {
            RandomCheckpoint random = RandomCheckpoint.of(shape, type, 3);
            try (Checkpoint checkpoint = Checkpoint.open(random.write(directory.resolve(type.name())))) {
                assertThat(checkpoint.config().modelType()).isEqualTo(shape.modelType());
                assertThat(checkpoint.contains("lm_head.weight")).isEqualTo(!shape.tiedEmbeddings());
                assertThat(checkpoint.bytes()).isEqualTo(random.bytes());
                assertThat(checkpoint.tensor("model.norm.weight").dataType()).isEqualTo(type);
            }
        }
    }

    static Stream<CheckpointShape> tinyShapes() {
        return Stream.of(
                CheckpointShape.TINY_GLA_SWA,
                CheckpointShape.TINY_LLAMA,
                CheckpointShape.TINY_QWEN2,
                CheckpointShape.TINY_MOE);
    }

    /** Names and shapes are those of the official layout. */
    @Test
    void glaSwaHasTheTensorsOfTheFixture() {
        RandomCheckpoint random = RandomCheckpoint.of(CheckpointShape.TINY_GLA_SWA, DataType.BF16, 3);
        try (Checkpoint written = Checkpoint.open(random.write(directory));
                Checkpoint official = Checkpoint.open(Fixtures.GLA_SWA_F32.directory())) {
            assertThat(written.tensorNames()).isEqualTo(official.tensorNames());
            assertThat(((GlaSwaConfig) written.config()).windowLayers()).containsExactly(1, 3);
        }
    }

    @Test
    void shardsHoldTheSameTensors() {
        CheckpointShape shape = CheckpointShape.TINY_LLAMA;
        Path one = RandomCheckpoint.of(shape, DataType.F32, 3).write(directory.resolve("one"));
        Path many = new RandomCheckpoint(shape, DataType.F32, 3, 100_000).write(directory.resolve("many"));
        assertThat(many.resolve("model.safetensors.index.json")).exists();
        try (Checkpoint first = Checkpoint.open(one);
                Checkpoint second = Checkpoint.open(many)) {
            assertThat(second.tensorNames()).isEqualTo(first.tensorNames());
            for (String name : first.tensorNames()) {
                assertThat(second.tensor(name)
                                .data()
                                .mismatch(first.tensor(name).data()))
                        .as(name)
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void valuesHaveTheirScale() {
        RandomCheckpoint random = RandomCheckpoint.of(CheckpointShape.TINY_LLAMA, DataType.BF16, 3);
        try (Checkpoint checkpoint = Checkpoint.open(random.write(directory))) {
            HostTensor weight = checkpoint.tensor("model.layers.1.mlp.up_proj.weight");
            double squares = 0;
            for (double value : weight.toDoubles()) {
                squares += value * value;
            }
            assertThat(squares / weight.elements() * 96).isBetween(0.95, 1.05);
            assertThat(Arrays.stream(checkpoint.tensor("model.norm.weight").toDoubles()))
                    .allMatch(value -> value > 0.4 && value < 1.6);
        }
    }

    @Test
    void officialShapeHasTheOfficialSize() {
        RandomCheckpoint random = RandomCheckpoint.of(CheckpointShape.SPIKINGBRAIN_7B, DataType.BF16, 1);
        assertThat(random.bytes()).isBetween(15_000_000_000L, 15_500_000_000L);
        assertThat(CheckpointShape.SPIKINGBRAIN_7B.hiddenSize()).isEqualTo(3584);
        assertThat(TensorPlan.of(CheckpointShape.SPIKINGBRAIN_7B, DataType.BF16))
                .anyMatch(tensor -> tensor.name().equals("model.layers.0.attn.gk_proj.1.weight")
                        && tensor.shape().equals(Shape.of(512, 16)));
    }

    @Test
    void interruptedWritingLeavesNoCheckpoint() throws IOException {
        Files.createDirectories(directory.resolve("model.safetensors/in-the-way"));
        assertThatThrownBy(() -> RandomCheckpoint.of(CheckpointShape.TINY_LLAMA, DataType.F32, 3)
                        .write(directory))
                .isInstanceOf(CheckpointException.class);
        assertThat(directory.resolve("config.json")).doesNotExist();
    }
}
