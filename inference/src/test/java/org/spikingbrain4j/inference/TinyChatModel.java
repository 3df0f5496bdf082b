package org.spikingbrain4j.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.testkit.Fixtures;

/**
 * A random model of the fixtures with a tokenizer whose tokens are bytes and three special ones. Its answers are noise, but
 * reproducible noise.
 */
final class TinyChatModel {
    static final int END_OF_TEXT = 256;
    static final int END_OF_TURN = 258;

    static final String TEMPLATE =
            "{% for message in messages %}<|im_start|>{{ message.role }}\\n{{ message.content }}<|im_end|>\\n"
                    + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\\n{% endif %}";

    private TinyChatModel() {}

    /** Opens it from a new directory in {@code parent}. */
    static TextModel open(Path parent, Backend backend, boolean withTemplate) throws IOException {
        return TextModel.open(directory(parent, withTemplate), backend, ModelOptions.DEFAULT.withChunkTokens(16));
    }

    static Path directory(Path parent, boolean withTemplate) throws IOException {
        Path directory = Fixtures.GLA_SWA_F32.copyTo(parent);
        Files.writeString(directory.resolve("tokenizer.json"), tokenizer());
        String template = withTemplate ? ", \"chat_template\": \"" + TEMPLATE + "\"" : "";
        Files.writeString(
                directory.resolve("tokenizer_config.json"), "{\"eos_token\": \"<|endoftext|>\"" + template + "}");
        return directory;
    }

    private static String tokenizer() {
        List<String> added = new ArrayList<>();
        List<String> special = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
        for (int i = 0; i < special.size(); i++) {
            added.add(("{\"id\": %d, \"content\": \"%s\", \"special\": true, \"single_word\": false, \"lstrip\": false,"
                            + " \"rstrip\": false, \"normalized\": false}")
                    .formatted(END_OF_TEXT + i, special.get(i)));
        }
        String byteLevel =
                "{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": false}";
        return """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s], "normalizer": null,
                 "pre_tokenizer": %s, "post_processor": null, "decoder": %s,
                 "model": {"type": "BPE", "vocab": {%s}, "merges": []}}
                """.formatted(String.join(", ", added), byteLevel, byteLevel, String.join(", ", bytePieces()));
    }

    /** The GPT-2 alphabet: printable bytes stand for themselves, the others for the characters from U+0100 on. */
    private static List<String> bytePieces() {
        List<String> pieces = new ArrayList<>();
        int next = 0x100;
        for (int value = 0; value < 256; value++) {
            boolean printable = (value > ' ' && value < 0x7F) || (value > 0xA0 && value != 0xAD);
            pieces.add("\"\\u%04x\": %d".formatted(printable ? value : next++, value));
        }
        return pieces;
    }
}
