package org.spikingbrain4j.training;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.testkit.Fixtures;

/** A random model of the fixtures with a tokenizer whose tokens are bytes and three special ones. */
final class TinyChatFolder {
    static final int END_OF_TEXT = 256;
    static final int TURN = 257;
    static final int END_OF_TURN = 258;

    /** Qwen2's. */
    static final String CHAT_ML =
            "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
                    + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    /** Llama 2's. */
    static final String INSTRUCTION =
            "{% for message in messages %}{% if message.role == 'assistant' %}{{ ' ' + message.content + ' ' + eos_token }}"
                    + "{% else %}{{ '[INST] ' + message.content + ' [/INST]' }}{% endif %}{% endfor %}";

    /** Of no model: an answer ends with its line. */
    static final String LINES =
            "{% for message in messages %}{{ message.role + ': ' + message.content + '\\n' }}{% endfor %}"
                    + "{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}";

    /** Of no model: leaves out all answers but the last, as some leave out thoughts. */
    static final String FORGETFUL = "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' }}"
            + "{% if message.role != 'assistant' or loop.last %}{{ message.content }}{% endif %}{{ '<|im_end|>\\n' }}"
            + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private TinyChatFolder() {}

    static Path model(Path parent) {
        return write(Fixtures.GLA_SWA_F32.copyTo(parent), CHAT_ML);
    }

    /** Writes tokenizer and template. */
    static Path write(Path folder, String template) {
        try {
            Files.writeString(folder.resolve("tokenizer.json"), tokenizer());
            JsonMapper mapper = JsonMapper.builder().build();
            Files.writeString(
                    folder.resolve("tokenizer_config.json"),
                    mapper.createObjectNode()
                            .put("eos_token", "<|endoftext|>")
                            .put("chat_template", template)
                            .toString());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
