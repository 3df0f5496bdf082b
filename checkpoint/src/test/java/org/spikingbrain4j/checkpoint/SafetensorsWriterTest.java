package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

class SafetensorsWriterTest {
    private static final List<SafetensorsWriter.Entry> TWO = List.of(
            new SafetensorsWriter.Entry("empty", DataType.F32, Shape.of(0)),
            new SafetensorsWriter.Entry("a", DataType.I8, Shape.of(5)),
            new SafetensorsWriter.Entry("b", DataType.U8, Shape.of(2, 2)));

    @TempDir
    Path folder;

    @Test
    void streamsTensorsInPieces() throws IOException {
        Path path = folder.resolve("s.safetensors");
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, TWO, Map.of("who", "tést"))) {
            writer.append("a", MemorySegment.ofArray(new byte[] {1, 2}));
            writer.append("a", MemorySegment.ofArray(new byte[] {3, 4, 5}));
            writer.append("b", MemorySegment.ofArray(new byte[] {6, 7, 8, (byte) 255}));
            assertThat(path).doesNotExist();
            writer.finish();
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.tensor("a").toDoubles()).containsExactly(1, 2, 3, 4, 5);
            assertThat(file.tensor("b").toDoubles()).containsExactly(6, 7, 8, 255);
            assertThat(file.tensor("empty").elements()).isZero();
            assertThat(file.metadata()).containsEntry("who", "tést");
        }
        assertThat(Samples.filesIn(folder)).containsExactly(path);
        long header = ByteBuffer.wrap(Files.readAllBytes(path))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        assertThat((header + Long.BYTES) % 64).isZero();
    }

    @Test
    void leavesNothingWhenNotFinished() {
        Path path = folder.resolve("s.safetensors");
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, TWO, Map.of())) {
            writer.append("a", MemorySegment.ofArray(new byte[5]));
            assertThatThrownBy(writer::finish)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("s.safetensors", "4 bytes of tensor b are missing");
        }
        assertThat(Samples.filesIn(folder)).isEmpty();
    }

    @Test
    void keepsTheOldFileWhenANewOneFails() {
        Path path = folder.resolve("s.safetensors");
        SafetensorsWriter.write(path, List.of(HostTensor.of("old", Shape.of(1), new float[] {3})), Map.of());
        HostTensor same = HostTensor.of("x", Shape.of(1), new float[] {1});
        assertThatThrownBy(() -> SafetensorsWriter.write(path, List.of(same, same), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x");
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.tensorNames()).containsExactly("old");
        }
        SafetensorsWriter.write(path, List.of(same), Map.of());
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.tensorNames()).containsExactly("x");
        }
        assertThat(Samples.filesIn(folder)).containsExactly(path);
    }

    @Test
    void refusesTensorsOutOfTurnAndTooLong() {
        try (SafetensorsWriter writer = SafetensorsWriter.create(folder.resolve("s"), TWO, Map.of())) {
            assertThatThrownBy(() -> writer.append("b", MemorySegment.ofArray(new byte[1])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("expected data of tensor a", "found b");
            assertThatThrownBy(() -> writer.append("a", MemorySegment.ofArray(new byte[6])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("tensor a needs 5 more bytes, found 6");
        }
    }

    @Test
    void namesTheFileThatCannotBeWritten() throws IOException {
        Path target = folder.resolve("absent").resolve("s.safetensors");
        assertThatThrownBy(() -> SafetensorsWriter.write(target, List.of(), Map.of()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("s.safetensors", "cannot write");
        Path occupied = Files.createDirectory(folder.resolve("occupied"));
        Files.createFile(occupied.resolve("file"));
        assertThatThrownBy(() -> SafetensorsWriter.write(occupied, List.of(), Map.of()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("occupied", "cannot write");
        assertThat(Samples.filesIn(folder)).containsExactly(occupied);
    }

    @Test
    void alignsEveryTensorToItsElement() {
        Path path = folder.resolve("s.safetensors");
        HostTensor narrow = new HostTensor("a", DataType.U8, Shape.of(3), MemorySegment.ofArray(new byte[3]));
        HostTensor wide = HostTensor.of("b", Shape.of(2), new double[] {1, 2});
        SafetensorsWriter.write(path, List.of(narrow, wide), Map.of());
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.tensor("b").data().address() % Double.BYTES).isZero();
            assertThat(file.tensor("b").toDoubles()).containsExactly(1, 2);
        }
    }
}
