package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.testkit.Fixtures;

/** Checkpoints whose tensors do not fit their configuration. */
class LoadingTest {
    @TempDir
    private Path parent;

    @Test
    void aMissingTensorIsNamed() throws IOException {
        assertRefused(
                tensors -> {
                    tensors.removeIf(tensor -> tensor.name().equals("model.layers.2.attn.g_norm.weight"));
                    return tensors;
                },
                "model.layers.2.attn.g_norm.weight");
    }

    @Test
    void anExtraTensorIsNamed() throws IOException {
        assertRefused(
                tensors -> {
                    tensors.add(HostTensor.of("model.layers.0.attn.q_proj.zero_points", Shape.of(1), new float[1]));
                    return tensors;
                },
                "model.layers.0.attn.q_proj.zero_points",
                "is not part of model_type \"gla_swa\"");
    }

    @Test
    void aWrongShapeIsNamedWithBothShapes() throws IOException {
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

    private void assertRefused(UnaryOperator<List<HostTensor>> change, String... named) throws IOException {
        Path directory = Fixtures.GLA_SWA_F32.copyTo(parent);
        Path weights = directory.resolve("model.safetensors");
        List<HostTensor> changed;
        try (SafetensorsFile file = SafetensorsFile.open(weights)) {
            List<HostTensor> tensors = new ArrayList<>();
            for (String name : file.tensorNames()) {
                tensors.add(HostTensor.of(
                        name, file.tensor(name).shape(), file.tensor(name).toFloats()));
            }
            changed = change.apply(tensors);
        }
        Files.delete(weights);
        SafetensorsWriter.write(weights, changed, Map.of());
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
