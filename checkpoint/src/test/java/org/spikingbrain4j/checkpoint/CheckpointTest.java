package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

class CheckpointTest {
    private static final HostTensor A = HostTensor.of("a", Shape.of(2), new float[] {1, 2});
    private static final HostTensor B = HostTensor.of("b", Shape.of(3), new double[] {3, 4, 5});

    @TempDir
    Path folder;

    @BeforeEach
    void writeConfig() {
        Samples.write(folder.resolve("config.json"), Samples.GLA_CONFIG);
    }

    @Test
    void opensASingleFile() {
        save("model.safetensors", A, B);
        Checkpoint checkpoint = Checkpoint.open(folder);
        assertThat(checkpoint.format()).isEqualTo("safetensors, 1 file");
        assertThat(checkpoint.directory()).isEqualTo(folder);
        assertThat(checkpoint.config().modelType()).isEqualTo("gla_swa");
        assertThat(checkpoint.tensorNames()).containsExactly("a", "b");
        assertThat(checkpoint.bytes()).isEqualTo(2 * Float.BYTES + 3 * Double.BYTES);
        assertThat(checkpoint.contains("a")).isTrue();
        assertThat(checkpoint.tensor("b").toDoubles()).containsExactly(3, 4, 5);
        assertThatThrownBy(() -> checkpoint.tensor("lm_head.weight"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(folder.toString(), "\"lm_head.weight\"", "missing");
        checkpoint.close();
        checkpoint.close();
        assertThatThrownBy(checkpoint::tensorNames)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void opensShards() {
        shards("{\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}");
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.format()).isEqualTo("safetensors, 2 shards");
            assertThat(checkpoint.tensor("a").toDoubles()).containsExactly(1, 2);
            assertThat(checkpoint.tensor("b").toDoubles()).containsExactly(3, 4, 5);
        }
    }

    @Test
    void opensPyTorchFilesOnlyWithoutSafetensors() {
        Samples.write(folder.resolve("pytorch_model.bin"), TorchSamples.sound());
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.format()).isEqualTo("PyTorch, 1 file");
            assertThat(checkpoint.tensorNames()).containsExactly("b", "w");
        }
        save("model.safetensors", A);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.tensorNames()).containsExactly("a");
        }
    }

    @Test
    void opensPyTorchShards() {
        Samples.write(folder.resolve("x-1.bin"), TorchSamples.sound());
        Samples.write(
                folder.resolve("pytorch_model.bin.index.json"),
                "{\"metadata\": {}, \"weight_map\": {\"w\": \"x-1.bin\", \"b\": \"x-1.bin\"}}");
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.format()).isEqualTo("PyTorch, 1 shard");
            assertThat(checkpoint.tensorNames()).containsExactly("b", "w");
        }
    }

    @Test
    void namesTensorsThatIndexAndShardsDisagreeAbout() {
        shards("{\"a\": \"one.safetensors\", \"b\": \"two.safetensors\", \"c\": \"two.safetensors\"}");
        refused("two.safetensors", "\"c\"", "missing, though the index lists it");
        shards("{\"b\": \"two.safetensors\", \"c\": \"one.safetensors\"}");
        refused("one.safetensors", "\"a\"", "the index does not list it");
        shards("{\"a\": \"two.safetensors\", \"b\": \"two.safetensors\"}");
        refused("two.safetensors", "\"a\"", "missing, though the index lists it");
    }

    @Test
    void namesAMissingShard() {
        shards("{\"a\": \"one.safetensors\", \"b\": \"three.safetensors\"}");
        refused("model.safetensors.index.json", "three.safetensors", "missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../one.safetensors",
                "sub/one.safetensors",
                "/etc/passwd",
                "..",
                "",
                "a\\\\b",
                "C:x",
                "one\\u0000",
            })
    void refusesShardsElsewhere(String shard) {
        shards("{\"a\": \"%s\"}".formatted(shard));
        refused("model.safetensors.index.json", "\"a\"", "file in the same folder");
    }

    @Test
    void refusesUnsoundIndexes() {
        Path index = folder.resolve("model.safetensors.index.json");
        Samples.write(index, "{}");
        refused("index.json", "weight_map", "found nothing");
        Samples.write(index, "{\"weight_map\": [1]}");
        refused("index.json", "weight_map", "found a list");
        Samples.write(index, "{\"weight_map\": {}}");
        refused("index.json", "weight_map", "names no tensor");
        Samples.write(index, "{\"weight_map\": {\"a\": 3}}");
        refused("index.json", "\"a\"", "found 3");
        Samples.write(index, "{\"weight_map\": {\"a\": \"x\", \"a\": \"y\"}}");
        refused("index.json", "Duplicate field 'a'");
        Samples.write(index, "[");
        refused("index.json", "not sound JSON at line 1");
    }

    @Test
    void saysWhatAModelsDirectoryIs() throws IOException {
        refused(folder.toString(), "no weights", "model.safetensors", "pytorch_model.bin.index.json");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> Checkpoint.open(empty))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(empty.toString(), "has no config.json", "expected a model's directory");
        assertThatThrownBy(() -> Checkpoint.open(folder.resolve("config.json")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("config.json", "is a file", "expected a model's directory");
        assertThatThrownBy(() -> Checkpoint.open(folder.resolve("absent")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("absent", "does not exist", "expected a model's directory");
    }

    @Test
    void fingerprintsFollowWeightsNamesAndConfig() {
        String original = fingerprintOf(A, B);
        assertThat(original)
                .matches("[0-9a-f]{64}")
                .isEqualTo(fingerprintOf(A, B))
                .isEqualTo(fingerprintOf(B, A));
        HostTensor changed = HostTensor.of("a", Shape.of(2), new float[] {1, 2.0000002f});
        assertThat(fingerprintOf(changed, B)).isNotEqualTo(original);
        assertThat(fingerprintOf(A.withName("c"), B)).isNotEqualTo(original);
        assertThat(fingerprintOf(HostTensor.of("a", Shape.of(2, 1), new float[] {1, 2}), B))
                .isNotEqualTo(original);
        Samples.write(folder.resolve("config.json"), Samples.GLA_CONFIG.replace("1000000.0", "1000001.0"));
        assertThat(fingerprintOf(A, B)).isNotEqualTo(original);
        Samples.write(folder.resolve("config.json"), Samples.GLA_CONFIG.replace("float32", "bfloat16"));
        assertThat(fingerprintOf(A, B)).isEqualTo(original);
        writeQuantized("3, 3, 3, 3, 3");
        String quantized = fingerprintOf(A, B);
        writeQuantized("3, 3, 3, 3, 4");
        assertThat(fingerprintOf(A, B)).isNotEqualTo(original).isNotEqualTo(quantized);
    }

    private void writeQuantized(String k) {
        String quantization = """
                {"quantization_config": {"quant_method": "spikingbrain_int8", "group_size": 64, "k": [%s]},""".formatted(k);
        Samples.write(folder.resolve("config.json"), Samples.GLA_CONFIG.replaceFirst("\\{", quantization));
    }

    @Test
    void theWeightFormatFollowsFromConfigAndNames() {
        assertThat(weightFormatOf(A, B)).isEqualTo(WeightFormat.FLOAT);
        assertThat(weightFormatOf(A, B.withName("b.weight_quantizer.scales"))).isEqualTo(WeightFormat.W8ASPIKE);
        writeQuantized("3, 3, 3, 3, 3");
        assertThat(weightFormatOf(A, B)).isEqualTo(WeightFormat.INT8);
    }

    private WeightFormat weightFormatOf(HostTensor... tensors) {
        save("model.safetensors", tensors);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return checkpoint.weightFormat();
        }
    }

    @Test
    void fingerprintsSampleLargeTensorsAtBothEnds() {
        float[] values = new float[100_003];
        String original = fingerprintOf(HostTensor.of("a", Shape.of(values.length), values));
        for (int changed : new int[] {0, 1023, values.length - 1024, values.length - 1}) {
            values[changed] = 1;
            assertThat(fingerprintOf(HostTensor.of("a", Shape.of(values.length), values)))
                    .isNotEqualTo(original);
            values[changed] = 0;
        }
    }

    /** More bytes than {@code DataOutput.writeUTF} can write. */
    @Test
    void fingerprintsNamesOfAnyLength() {
        String name = "\u65e5".repeat(30_000);
        assertThat(fingerprintOf(A.withName(name))).isNotEqualTo(fingerprintOf(A.withName(name + "\u672c")));
    }

    private String fingerprintOf(HostTensor... tensors) {
        save("model.safetensors", tensors);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return checkpoint.fingerprint();
        }
    }

    private void shards(String weightMap) {
        save("one.safetensors", A);
        save("two.safetensors", B);
        Samples.write(folder.resolve("model.safetensors.index.json"), "{\"weight_map\": %s}".formatted(weightMap));
    }

    private void save(String name, HostTensor... tensors) {
        SafetensorsWriter.write(folder.resolve(name), List.of(tensors), Map.of());
    }

    private void refused(String... expected) {
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(expected)
                .satisfies(refusal -> assertThat(refusal.getMessage().lines()).hasSize(1));
    }
}
