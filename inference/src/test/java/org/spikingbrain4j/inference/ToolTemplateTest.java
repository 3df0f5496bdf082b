package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.testkit.ByteTokenizer;
import org.spikingbrain4j.tokenizer.Tokenizer;

class ToolTemplateTest {
    private static final String QWEN = "shared/models/qwen2.5-tokenizer";

    @TempDir
    Path directory;

    @Test
    void knowsToolsInTheFormOfQwen() throws IOException {
        assertThat(knowsTools(TinyChatModel.TEMPLATE_WITH_TOOLS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // of conversations alone
                "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}",
                // tells of tools, but writes no calls
                "{{ tools | tojson }}{% for m in messages %}{{ m.content }}{% endfor %}",
                // writes calls, but tells of no tools
                "{% for m in messages %}{% for c in m.tool_calls %}<tool_call>{{ c.function | tojson }}</tool_call>{% endfor %}{% endfor %}",
                // writes calls in another form
                "{{ tools | tojson }}{% for m in messages %}{% for c in m.tool_calls %}{{ c.function | tojson }}{% endfor %}{% endfor %}",
                // writes other arguments
                "{{ tools | tojson }}{% for m in messages %}{% for c in m.tool_calls %}<tool_call>{\"name\": \"{{ c.function.name }}\"}</tool_call>{% endfor %}{% endfor %}",
                // refuses them
                "{% if tools %}{{ raise_exception('no tools') }}{% endif %}"
            })
    void doesNot(String template) throws IOException {
        assertThat(knowsTools(template)).isFalse();
    }

    @Test
    void knowsThoseOfTheRealQwen() {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.isDirectory(root.resolve(QWEN))) {
            root = root.getParent();
        }
        assumeTrue(root != null, "skipped: no " + QWEN + " beside the project");
        try (Tokenizer tokenizer = Tokenizer.open(root.resolve(QWEN))) {
            assertThat(ToolTemplate.knowsTools(tokenizer.chatTemplate().orElseThrow()))
                    .isTrue();
        }
    }

    private boolean knowsTools(String template) throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), ByteTokenizer.json());
        Files.writeString(directory.resolve("chat_template.jinja"), template);
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            return ToolTemplate.knowsTools(tokenizer.chatTemplate().orElseThrow());
        }
    }
}
