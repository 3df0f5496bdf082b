package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.testkit.Fixtures;

/** A broken checkpoint costs one line that names file, tensor or field, and exit code 2; no result is left behind. */
class BrokenModelIT {
    private static final String WEIGHTS = "model.safetensors";
    private static final String HEAD = "lm_head.weight";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    /** Changes the files of a checkpoint. */
    interface Damage {
        void to(Path model) throws IOException;
    }

    @ParameterizedTest
    @MethodSource("damages")
    void oneLineNamesTheCulprit(Damage damage, String culprit) throws IOException {
        Path model = Fixtures.GLA_SWA_F32.copyTo(folder);
        damage.to(model);
        assertRefused(model, culprit);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("truncated", WEIGHTS, model -> {
                    byte[] bytes = Files.readAllBytes(model.resolve(WEIGHTS));
                    Files.write(model.resolve(WEIGHTS), Arrays.copyOf(bytes, bytes.length / 2));
                }),
                damage("huge header", WEIGHTS, model -> Files.write(model.resolve(WEIGHTS), littleEndian(1L << 62))),
                damage("negative header", WEIGHTS, model -> Files.write(model.resolve(WEIGHTS), littleEndian(-1))),
                header("overlapping", HEAD, tensors -> move(tensors, -4)),
                header("negative offset", HEAD, tensors -> move(tensors, -1L << 40)),
                header("missing", HEAD, tensors -> tensors.set("lm_head.bias", tensors.remove(HEAD))),
                header("unknown data type", HEAD, tensors -> head(tensors).put("dtype", "F8_E4M3")),
                header("wrong shape", HEAD, tensors -> {
                    ArrayNode shape = (ArrayNode) head(tensors).get("shape");
                    shape.add(shape.remove(0));
                }),
                config("model_type", fields -> fields.put("model_type", "mamba")),
                config("attn_layers", fields -> fields.putArray("attn_layers").add(99)),
                config("hidden_size", fields -> fields.remove("hidden_size")),
                config("vocab_size", fields -> fields.put("vocab_size", 0)),
                damage("no config", "config.json", model -> Files.delete(model.resolve("config.json"))));
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        Path model = Fixtures.GLA_SWA_F32_SHARDED.copyTo(folder);
        Path shard = model.resolve("model-00002-of-00002.safetensors");
        Files.delete(shard);
        assertRefused(model, shard.getFileName().toString());
    }

    private void assertRefused(Path model, String culprit) throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        Launcher.Result result = Launcher.run(
                "logits",
                "--model",
                model.toString(),
                "--tokens",
                "1,2",
                "--out",
                out.resolve("logits.safetensors").toString());
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.errorLines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(culprit);
        assertThat(result.out()).isEmpty();
        assertThat(out).isEmptyDirectory();
    }

    private static Arguments damage(String name, String culprit, Damage damage) {
        return Arguments.of(Named.of(name, damage), culprit);
    }

    private static Arguments config(String field, Consumer<ObjectNode> edit) {
        return damage(field, field, model -> {
            Path file = model.resolve("config.json");
            ObjectNode fields = (ObjectNode) JSON.readTree(Files.readString(file));
            edit.accept(fields);
            Files.writeString(file, fields.toString());
        });
    }

    private static Arguments header(String name, String culprit, Consumer<ObjectNode> edit) {
        return damage(name, culprit, model -> {
            ByteBuffer file =
                    ByteBuffer.wrap(Files.readAllBytes(model.resolve(WEIGHTS))).order(ByteOrder.LITTLE_ENDIAN);
            byte[] header = new byte[Math.toIntExact(file.getLong())];
            file.get(header);
            ObjectNode tensors = (ObjectNode) JSON.readTree(header);
            edit.accept(tensors);
            byte[] changed = tensors.toString().getBytes(StandardCharsets.UTF_8);
            Files.write(
                    model.resolve(WEIGHTS),
                    ByteBuffer.allocate(Long.BYTES + changed.length + file.remaining())
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(changed.length)
                            .put(changed)
                            .put(file)
                            .array());
        });
    }

    private static ObjectNode head(ObjectNode tensors) {
        return (ObjectNode) tensors.get(HEAD);
    }

    private static void move(ObjectNode tensors, long by) {
        ArrayNode offsets = (ArrayNode) head(tensors).get("data_offsets");
        long start = offsets.get(0).longValue() + by;
        long end = offsets.get(1).longValue() + by;
        offsets.removeAll().add(start).add(end);
    }

    private static byte[] littleEndian(long length) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
    }
}
