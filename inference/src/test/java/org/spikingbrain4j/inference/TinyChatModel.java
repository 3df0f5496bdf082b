package org.spikingbrain4j.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.ByteTokenizer;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/**
 * A random model of the fixtures with a tokenizer whose tokens are bytes and three special ones. Its answers are noise, but
 * reproducible noise.
 */
final class TinyChatModel {
    static final int END_OF_TEXT = ByteTokenizer.END_OF_TEXT;
    static final int END_OF_TURN = ByteTokenizer.END_OF_TURN;

    static final String TEMPLATE =
            "{% for message in messages %}<|im_start|>{{ message.role }}\\n{{ message.content }}<|im_end|>\\n"
                    + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\\n{% endif %}";

    /** In the manner of Qwen2.5: tools in front, calls and results within marks. */
    static final String TEMPLATE_WITH_TOOLS = """
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

    /** One whose template knows tools. */
    static TextModel openWithTools(Path parent, Backend backend) throws IOException {
        Path directory = directory(parent, false);
        Files.writeString(directory.resolve("chat_template.jinja"), TEMPLATE_WITH_TOOLS);
        return TextModel.open(directory, backend, ModelOptions.DEFAULT.withChunkTokens(64));
    }

    /** Opens it from a new directory in {@code parent}. */
    static TextModel open(Path parent, Backend backend, boolean withTemplate) throws IOException {
        return TextModel.open(directory(parent, withTemplate), backend, ModelOptions.DEFAULT.withChunkTokens(16));
    }

    /** One with experts and sinks, without a template. */
    static TextModel openMixture(Path parent, Backend backend, DataType type) throws IOException {
        Path directory = RandomCheckpoint.of(CheckpointShape.TINY_MOE, type, 6).write(parent.resolve("mixture"));
        writeTokenizer(directory, false);
        return TextModel.open(directory, backend, ModelOptions.DEFAULT.withChunkTokens(16));
    }

    static Path directory(Path parent, boolean withTemplate) throws IOException {
        Path directory = Fixtures.GLA_SWA_F32.copyTo(parent);
        writeTokenizer(directory, withTemplate);
        return directory;
    }

    private static void writeTokenizer(Path directory, boolean withTemplate) throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), ByteTokenizer.json());
        String template = withTemplate ? ", \"chat_template\": \"" + TEMPLATE + "\"" : "";
        Files.writeString(
                directory.resolve("tokenizer_config.json"), "{\"eos_token\": \"<|endoftext|>\"" + template + "}");
    }
}
