package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Checkpoints whose tensors do not fit their configuration. */
class LoadingTest {
    @TempDir
    private Path parent;

    @Test
    void aMissingTensorIsNamed() {
        assertRefused(
                tensors -> {
                    tensors.removeIf(tensor -> tensor.name().equals("model.layers.2.attn.g_norm.weight"));
                    return tensors;
                },
                "model.layers.2.attn.g_norm.weight");
    }

    @Test
    void anExtraTensorIsNamed() {
        assertRefused(
                tensors -> {
                    tensors.add(HostTensor.of("model.layers.0.attn.q_proj.zero_points", Shape.of(1), new float[1]));
                    return tensors;
                },
                "model.layers.0.attn.q_proj.zero_points",
                "is not part of model_type \"gla_swa\"");
    }

    @Test
    void aWrongShapeIsNamedWithBothShapes() {
        assertRefused(
                tensors -> {
                    tensors.removeIf(tensor -> tensor.name().equals("model.norm.weight"));
                    tensors.add(HostTensor.of("model.norm.weight", Shape.of(63), new float[63]));
                    return tensors;
                },
                "model.norm.weight",
                "[64]",
                "[63]");
    }

    @Test
    void aMissingExpertIsNamed() {
        assertRefused(
                RandomCheckpoint.of(CheckpointShape.TINY_MOE, DataType.F32, 1).write(parent.resolve("mixture")),
                tensors -> {
                    tensors.removeIf(tensor -> tensor.name().startsWith("model.layers.2.moe.experts.3."));
                    return tensors;
                },
                "model.layers.2.moe.experts.3.");
    }

    @Test
    void anExpertTooManyIsNamed() {
        assertRefused(
                RandomCheckpoint.of(CheckpointShape.TINY_MOE, DataType.F32, 1).write(parent.resolve("mixture")),
                tensors -> {
                    tensors.add(
                            HostTensor.of("model.layers.2.moe.experts.4.gate_proj.weight", Shape.of(1), new float[1]));
                    return tensors;
                },
                "model.layers.2.moe.experts.4.gate_proj.weight",
                "is not part of model_type \"gla_swa_moe\"");
    }

    @Test
    void aRouterOfOtherExpertsIsNamed() {
        assertRefused(
                RandomCheckpoint.of(CheckpointShape.TINY_MOE, DataType.F32, 1).write(parent.resolve("mixture")),
                tensors -> {
                    tensors.removeIf(tensor -> tensor.name().equals("model.layers.1.moe.router.weight"));
                    tensors.add(HostTensor.of("model.layers.1.moe.router.weight", Shape.of(5, 64), new float[5 * 64]));
                    return tensors;
                },
                "model.layers.1.moe.router.weight",
                "[4, 64]",
                "[5, 64]");
    }

    private void assertRefused(UnaryOperator<List<HostTensor>> change, String... named) {
        assertRefused(Fixtures.GLA_SWA_F32.copyTo(parent), change, named);
    }

    private static void assertRefused(Path directory, UnaryOperator<List<HostTensor>> change, String... named) {
        TestModel.change(directory, change);
        try (Backend backend = new ReferenceBackend();
                Checkpoint checkpoint = Checkpoint.open(directory)) {
            assertThatThrownBy(() -> LanguageModel.load(checkpoint, backend, ModelOptions.DEFAULT))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContainingAll(named)
                    .hasMessageNotContaining("\n");
            assertThatThrownBy(() -> checkpoint.tensor("model.norm.weight"))
                    .as("the checkpoint is closed where loading fails")
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
