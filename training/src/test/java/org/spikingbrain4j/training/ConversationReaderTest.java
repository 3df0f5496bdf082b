package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.tokenizer.Tokenizer;

class ConversationReaderTest {
    private static final String CHAT =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}, {\"role\": \"assistant\", \"content\": \"%s\"}]}";

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();
    private Tokenizer tokenizer;

    @BeforeEach
    void open() {
        tokenizer = Tokenizer.open(TinyChatFolder.write(folder, TinyChatFolder.CHAT_ML));
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void whatIsTooLongIsCutOrLeftOutAndCounted() throws IOException {
        String text = String.join(
                "\n",
                CHAT.formatted("a", "b"),
                "",
                CHAT.formatted("a", "b".repeat(100)),
                CHAT.formatted("a".repeat(100), "b"),
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}");
        List<Conversation> read = read(text, 40);
        // <start>user\na<end>\n<start>assistant\nb, with the last token as a target only
        assertThat(read)
                .extracting(conversation -> conversation.tokens().length)
                .containsExactly(21, 40);
        assertThat(notes)
                .hasSize(3)
                .anyMatch(note -> note.endsWith("1 of 4 conversations left out, without words of the assistant"))
                .anyMatch(note ->
                        note.endsWith("1 of 4 conversations left out, without words of the assistant within 40 tokens"))
                .anyMatch(note -> note.contains("1 of 4 conversations cut at 40 tokens"));
    }

    @Test
    void compressedFilesAreRead() throws IOException {
        Path file = folder.resolve("chats.jsonl.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((CHAT.formatted("a", "b") + "\n").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(reader(100).read(file)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"messages\": [}                                          | line 2: no sound JSON",
                "{\"text\": \"a\"}                                          | line 2: expected a JSON object with a list of messages in the field messages, found no such field",
                "[1]                                                        | line 2: expected a JSON object",
                "{\"messages\": []}                                         | found an empty list",
                "{\"messages\": [{\"role\": \"bot\", \"content\": \"a\"}]}  | line 2: messages[0]: role: expected system, user, assistant or tool, found 'bot'",
                "{\"messages\": [{\"content\": \"a\"}]}                     | line 2: messages[0]: role: expected system, user, assistant or tool, found no such field",
                "{\"messages\": [{\"role\": \"user\", \"content\": 3}]}     | line 2: messages[0]: content: expected a string, found 3",
                "{\"messages\": [{\"role\": \"user\"}]}                     | line 2: messages[0]: content: expected a string, found no such field",
                "{\"messages\": [{\"role\": \"assistant\", \"tool_calls\": 3}]} | line 2: messages[0]: tool_calls: expected a list of objects, found 3",
            })
    void aBadLineIsNamed(String line, String message) {
        assertThatThrownBy(() -> read(CHAT.formatted("a", "b") + "\n" + line, 100))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("chats.jsonl: ")
                .hasMessageContaining(message);
    }

    @Test
    void aFileWithNothingToLearnIsRefused() {
        assertThatThrownBy(() -> read("\n", 100)).hasMessageContaining("holds no conversation");
        assertThatThrownBy(() -> read(CHAT.formatted("a".repeat(100), "b"), 40))
                .hasMessageContaining(
                        "nothing to learn: of 1 conversations 0 have no words of the assistant and 1 none within 40 tokens");
    }

    private List<Conversation> read(String text, int longest) throws IOException {
        Path file = folder.resolve("chats.jsonl");
        Files.writeString(file, text);
        return reader(longest).read(file);
    }

    private ConversationReader reader(int longest) {
        AssistantTokens assistant =
                new AssistantTokens(tokenizer, tokenizer.chatTemplate().orElseThrow());
        return new ConversationReader(assistant, longest, notes::add, (_, _) -> {});
    }
}
