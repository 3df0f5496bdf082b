package org.spikingbrain4j.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/** Files that the tests share. */
final class Samples {
    static final String GLA_CONFIG = """
            {"model_type": "gla_swa", "hidden_size": 64, "intermediate_size": 160, "num_hidden_layers": 5,
             "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 320, "sliding_window": 16,
             "norm_eps": 1e-06, "rope_theta": 1000000.0, "hidden_act": "swish", "max_position_embeddings": 131072,
             "tie_word_embeddings": false, "bos_token_id": 1, "eos_token_id": 2, "torch_dtype": "float32"}""";

    static final String MIXTURE_CONFIG = """
            {"model_type": "gla_swa_moe", "hidden_size": 64, "intermediate_size": 160, "num_hidden_layers": 5,
             "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 320, "sliding_window": 16,
             "norm_eps": 1e-06, "rope_theta": 1000000.0, "hidden_act": "swish", "max_position_embeddings": 131072,
             "full_attention_layers": [4], "dense_ffn_layers": [0, 2], "num_experts": 8, "num_experts_per_tok": 2,
             "num_shared_experts": 1, "num_sink_tokens": 128, "linear_feature_map": "sigmoid", "linear_gate": "tied",
             "router_aux_loss_coef": 0.02, "tie_word_embeddings": false, "bos_token_id": 1, "eos_token_id": 2}""";

    private Samples() {}

    /** A safetensors file with any header, sound or not. */
    static byte[] safetensors(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file =
                ByteBuffer.allocate(Long.BYTES + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        for (int i = 0; i < dataBytes; i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    static MappedFile mapped(String name, byte[] bytes) {
        return new MappedFile(Path.of(name), MemorySegment.ofArray(bytes));
    }

    static HostTensor random(String name, DataType dataType, Shape shape, Random random) {
        byte[] bytes = new byte[Math.toIntExact(shape.elements() * dataType.bytes())];
        random.nextBytes(bytes);
        return new HostTensor(name, dataType, shape, MemorySegment.ofArray(bytes));
    }

    static byte[] bytes(HostTensor tensor) {
        return tensor.data().toArray(ValueLayout.JAVA_BYTE);
    }

    static Path write(Path path, String text) {
        return write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    static Path write(Path path, byte[] bytes) {
        try {
            return Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> filesIn(Path directory) {
        try (var files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder beside the project, which may be absent. */
    static Path shared(String name) {
        // Tests run in the module's folder, or in the project's.
        Path module = Path.of("").toAbsolutePath();
        Path project = Files.exists(module.resolve("mvnw")) ? module : module.getParent();
        return project.resolveSibling("shared").resolve(name);
    }
}
