package org.spikingbrain4j.benchmarks.longcontext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
    @TempDir
    private Path folder;

    @Test
    void bytesAreThoseOfTheFormat() throws IOException {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("a", 7);
        metadata.put("bb", 1.5f);
        metadata.put("c", "word");
        byte[] first = {1, 2, 3, 4, 5, 6, 7, 8};
        byte[] second = {9, 10, 11, 12};
        GgufFile file = new GgufFile(
                metadata,
                List.of(
                        new GgufFile.Tensor("x", GgufType.F16, List.of(2L, 2L), out -> out.write(first)),
                        new GgufFile.Tensor("y", GgufType.F32, List.of(1L), out -> out.write(second))));
        Path path = folder.resolve("tiny.gguf");
        file.write(path);

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(text(bytes, 4)).isEqualTo("GGUF");
        assertThat(bytes.getInt()).isEqualTo(3);
        assertThat(bytes.getLong()).isEqualTo(2);
        assertThat(bytes.getLong()).isEqualTo(3);
        assertThat(string(bytes)).isEqualTo("a");
        assertThat(bytes.getInt()).isEqualTo(4);
        assertThat(bytes.getInt()).isEqualTo(7);
        assertThat(string(bytes)).isEqualTo("bb");
        assertThat(bytes.getInt()).isEqualTo(6);
        assertThat(bytes.getFloat()).isEqualTo(1.5f);
        assertThat(string(bytes)).isEqualTo("c");
        assertThat(bytes.getInt()).isEqualTo(8);
        assertThat(string(bytes)).isEqualTo("word");
        assertTensor(bytes, "x", List.of(2L, 2L), 1, 0);
        assertTensor(bytes, "y", List.of(1L), 0, 32);
        int data = Math.ceilDiv(bytes.position(), 32) * 32;
        assertThat(bytes.capacity()).isEqualTo(data + 64);
        assertThat(bytes.slice(data, 8)).isEqualTo(ByteBuffer.wrap(first));
        assertThat(bytes.slice(data + 32, 4)).isEqualTo(ByteBuffer.wrap(second));
    }

    @Test
    void blocksOfIntegersAreWhole() {
        assertThat(GgufType.Q8_0.bytes(64)).isEqualTo(68);
        assertThatThrownBy(() -> GgufType.Q8_0.bytes(33)).hasMessageContaining("multiple of 32");
    }

    @Test
    void randomModelsAreAsLongAsTheirTensorsSay() throws IOException {
        for (GgufType type : GgufType.values()) {
            GgufFile file = RandomGguf.of(ModelShape.TINY, type, 1 << 20);
            Path path = folder.resolve(type + ".gguf");
            file.write(path);
            long data = file.tensors().stream()
                    .mapToLong(tensor -> Math.ceilDiv(tensor.bytes(), 32) * 32)
                    .sum();
            assertThat(Files.size(path) % 32).isZero();
            assertThat(Files.size(path)).isBetween(data, data + 8192);
        }
    }

    private static void assertTensor(ByteBuffer bytes, String name, List<Long> dimensions, int type, long offset) {
        assertThat(string(bytes)).isEqualTo(name);
        assertThat(bytes.getInt()).isEqualTo(dimensions.size());
        dimensions.forEach(size -> assertThat(bytes.getLong()).isEqualTo(size));
        assertThat(bytes.getInt()).isEqualTo(type);
        assertThat(bytes.getLong()).isEqualTo(offset);
    }

    private static String string(ByteBuffer bytes) {
        return text(bytes, (int) bytes.getLong());
    }

    private static String text(ByteBuffer bytes, int length) {
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
