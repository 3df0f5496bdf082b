package org.spikingbrain4j.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.ByteTokenizer;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** A random model of the fixtures with a tokenizer whose tokens are bytes and three special ones. Its answers are reproducible noise. */
final class TinyChatModel {
    static final int END_OF_TEXT = ByteTokenizer.END_OF_TEXT;

    private static final String TEMPLATE =
            "{% for message in messages %}<|im_start|>{{ message.role }}\\n{{ message.content }}<|im_end|>\\n"
                    + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\\n{% endif %}";

    /** In the manner of Qwen2.5: tools in front, calls and results within marks. */
    private static final String TEMPLATE_WITH_TOOLS = """
            {%- if tools %}
                {{- '<|im_start|>system\\n<tools>' }}
                {%- for tool in tools %}
                    {{- '\\n' }}{{ tool | tojson }}
                {%- endfor %}
                {{- '\\n</tools>\\nCall as <tool_call>\\n{\"name\": <name>, \"arguments\": <object>}\\n</tool_call><|im_end|>\\n' }}
            {%- endif %}
            {%- for message in messages %}
                {{- '<|im_start|>' + message.role + '\\n' + message.content }}
                {%- for call in message.tool_calls %}
                    {{- '<tool_call>\\n{\"name\": \"' + call.function.name + '\", \"arguments\": ' }}
                    {{- call.function.arguments | tojson }}
                    {{- '}\\n</tool_call>' }}
                {%- endfor %}
                {{- '<|im_end|>\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\\n' }}
            {%- endif %}
            """;

    private TinyChatModel() {}

    /** Writes one whose template knows tools. */
    static Path writeWithTools(Path parent) {
        Path directory = write(parent);
        try {
            Files.writeString(directory.resolve("chat_template.jinja"), TEMPLATE_WITH_TOOLS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    static TextModel open(Path directory, Backend backend) {
        return TextModel.open(directory, backend, ModelOptions.DEFAULT.withChunkTokens(64));
    }

    /** Writes one into a new folder. */
    static Path write(Path parent) {
        return write(parent, Fixtures.GLA_SWA_F32);
    }

    static Path write(Path parent, Fixtures fixture) {
        return withTokenizer(fixture.copyTo(parent));
    }

    /** Writes one with experts. */
    static Path writeMixture(Path parent) {
        return withTokenizer(
                RandomCheckpoint.of(CheckpointShape.TINY_MOE, DataType.F32, 6).write(parent.resolve("mixture")));
    }

    private static Path withTokenizer(Path directory) {
        try {
            Files.writeString(directory.resolve("tokenizer.json"), ByteTokenizer.json());
            Files.writeString(
                    directory.resolve("tokenizer_config.json"),
                    "{\"eos_token\": \"<|endoftext|>\", \"tokenizer_class\": \"Qwen2Tokenizer\", \"chat_template\": \"%s\"}"
                            .formatted(TEMPLATE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }
}
