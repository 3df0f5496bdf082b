package org.spikingbrain4j.langchain4j;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.testkit.ByteTokenizer;
import org.spikingbrain4j.testkit.Fixtures;

/**
 * A random model with a {@link ByteTokenizer} and the chat template of Qwen2.5; it says what a script wants, and all but its knowledge is
 * real.
 */
final class TinyChatModel implements AutoCloseable {
    static final String NAME = "tiny";

    private final Backend backend;
    private final TextModel textModel;
    private final SpikingBrainModel model;

    private TinyChatModel(Path parent, ScriptedBackend.Script script) {
        this.backend =
                new ScriptedBackend(CpuBackend.create(CpuOptions.builder().build()), script);
        this.textModel = TextModel.open(write(parent), backend, ModelOptions.DEFAULT);
        this.model = SpikingBrainModel.of(textModel, NAME);
    }

    /** @param parent gets the model's directory */
    static TinyChatModel open(Path parent, ScriptedBackend.Script script) {
        return new TinyChatModel(parent, script);
    }

    /** Writes the model's directory. */
    static Path write(Path parent) {
        Path directory = Fixtures.GLA_SWA_F32.copyTo(parent);
        Map<String, String> config = Map.of("eos_token", "<|im_end|>", "chat_template", template());
        try {
            Files.writeString(directory.resolve("tokenizer.json"), ByteTokenizer.json());
            Files.write(directory.resolve("tokenizer_config.json"), new ObjectMapper().writeValueAsBytes(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    private static String template() {
        try (InputStream in = TinyChatModel.class.getResourceAsStream("/qwen2.5-chat-template.jinja")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TextModel textModel() {
        return textModel;
    }

    SpikingBrainModel model() {
        return model;
    }

    @Override
    public void close() {
        model.close();
        textModel.close();
        backend.close();
    }
}
