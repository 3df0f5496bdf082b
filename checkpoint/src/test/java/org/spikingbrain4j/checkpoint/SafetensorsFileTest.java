package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

class SafetensorsFileTest {
    @TempDir
    Path folder;

    @Test
    void readsTensorsAndMetadataOfAHandWrittenFile() {
        Path path = Samples.write(folder.resolve("a.safetensors"), Samples.safetensors("""
                        {"b":{"dtype":"I8","shape":[2,3],"data_offsets":[4,10]},"__metadata__":{"format":"pt"},
                         "a":{"dtype":"I16","shape":[2],"data_offsets":[0,4]},
                         "none":{"dtype":"F32","shape":[0,7],"data_offsets":[4,4]},
                         "scalar":{"dtype":"U8","shape":[],"data_offsets":[10,11]}}\s\s""", 11));
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.tensorNames()).containsExactly("a", "b", "none", "scalar");
            assertThat(file.metadata()).containsOnlyKeys("format").containsEntry("format", "pt");
            assertThat(file.tensor("a").toDoubles()).containsExactly(0x0100, 0x0302);
            assertThat(file.tensor("b").toDoubles()).containsExactly(4, 5, 6, 7, 8, 9);
            assertThat(file.tensor("b").shape()).isEqualTo(Shape.of(2, 3));
            assertThat(file.tensor("none").elements()).isZero();
            assertThat(file.tensor("scalar").toDoubles()).containsExactly(10);
            assertThat(file.contains("c")).isFalse();
            assertThatThrownBy(() -> file.tensor("c"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContainingAll("a.safetensors", "\"c\"", "missing");
        }
    }

    @Test
    void closesTwiceAndSaysSoWhenUsedAfterwards() {
        Path path = folder.resolve("a.safetensors");
        SafetensorsWriter.write(path, List.of(HostTensor.of("x", Shape.of(1), new float[] {1})), Map.of());
        SafetensorsFile file = SafetensorsFile.open(path);
        file.close();
        file.close();
        assertThatThrownBy(() -> file.tensor("x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("a.safetensors", "closed");
    }

    @Test
    void mapsTensorsBeyondFourGibibytes() throws IOException {
        long length = (4L << 30) + 4;
        Path path = folder.resolve("large.safetensors");
        byte[] start = Samples.safetensors(
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}".formatted(length / 4, length), 0);
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(start));
            channel.write(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0x80, 0x3f}), start.length + length - 4);
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            HostTensor tensor = file.tensor("x");
            assertThat(tensor.dataType()).isEqualTo(DataType.F32);
            assertThat(tensor.value(length / 4 - 1)).isEqualTo(1);
            assertThat(tensor.value(length / 8)).isZero();
        }
        Files.delete(path);
    }

    @Test
    void refusesWhatIsNoFile() {
        assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("absent")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("absent", "does not exist");
        assertThatThrownBy(() -> SafetensorsFile.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(folder.toString(), "expected a file");
    }

    @Test
    void recognisesAGitLfsPointer() {
        Path path = Samples.write(
                folder.resolve("m.safetensors"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n");
        assertThatThrownBy(() -> SafetensorsFile.open(path))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("m.safetensors", "Git LFS pointer", "git lfs pull");
    }
}
