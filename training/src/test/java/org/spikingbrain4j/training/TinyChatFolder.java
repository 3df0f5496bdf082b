package org.spikingbrain4j.training;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.spikingbrain4j.testkit.ByteTokenizer;
import org.spikingbrain4j.testkit.Fixtures;

/** A random model of the fixtures with a tokenizer whose tokens are bytes and three special ones. */
final class TinyChatFolder {
    static final int END_OF_TEXT = ByteTokenizer.END_OF_TEXT;
    static final int TURN = ByteTokenizer.TURN;
    static final int END_OF_TURN = ByteTokenizer.END_OF_TURN;

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
            Files.writeString(folder.resolve("tokenizer.json"), ByteTokenizer.json());
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
}
