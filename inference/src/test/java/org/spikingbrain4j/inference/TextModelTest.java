package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.tokenizer.TokenizerException;

class TextModelTest {
    @TempDir
    Path parent;

    private final Backend backend = new ReferenceBackend();

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void encodesPrompts() throws IOException {
        Path directory = TinyChatModel.directory(parent, false);
        change(directory, "generation_config.json", "{\"bos_token_id\": 257, \"eos_token_id\": 258}");
        try (TextModel model = TextModel.open(directory, backend, ModelOptions.DEFAULT)) {
            assertThat(model.encodePrompt("Aé")).containsExactly('A', 0xC3, 0xA9);
            assertThat(model.encodePrompt("")).containsExactly(257);
            assertThat(model.stopTokens()).containsExactlyInAnyOrder(256, 258);
        }
    }

    @Test
    void anEmptyPromptNeedsABeginning() throws IOException {
        Path directory = TinyChatModel.directory(parent, false);
        change(directory, "generation_config.json", "{}");
        String config = Files.readString(directory.resolve("config.json")).replaceAll("\"bos_token_id\": \\d+,", "");
        change(directory, "config.json", config);
        try (TextModel model = TextModel.open(directory, backend, ModelOptions.DEFAULT)) {
            assertThatThrownBy(() -> model.encodePrompt(""))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("empty prompt");
        }
    }

    @Test
    void refusesTheTokenizerOfALargerModel() throws IOException {
        Path directory = TinyChatModel.directory(parent, false);
        String tokenizer = Files.readString(directory.resolve("tokenizer.json"));
        change(
                directory,
                "tokenizer.json",
                tokenizer
                        .replace("\"id\": 258", "\"id\": 320")
                        .replace(
                                "\"vocab\": {",
                                "\"vocab\": {\"<|endoftext|>\": 256, \"<|im_start|>\": 257, \"<|im_end|>\": 320, "));

        assertThatThrownBy(() -> TextModel.open(directory, backend, ModelOptions.DEFAULT))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("up to 320")
                .hasMessageContaining("0 to 319");
    }

    @Test
    void refusesADirectoryWithoutTokenizer() throws IOException {
        Path directory = TinyChatModel.directory(parent, false);
        Files.delete(directory.resolve("tokenizer.json"));

        assertThatThrownBy(() -> TextModel.open(directory, backend, ModelOptions.DEFAULT))
                .isInstanceOf(TokenizerException.class);
    }

    private static void change(Path directory, String file, String content) throws IOException {
        Files.write(directory.resolve(file), content.getBytes(StandardCharsets.UTF_8));
    }
}
