package org.spikingbrain4j.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsTest {
    @TempDir
    private Path folder;

    @Test
    void foldersAreReadInOrder() throws IOException {
        write("b.txt", "two");
        write(
                "a/z.jsonl",
                "{\"text\": \"first\", \"id\": 1}\n\n{\"text\": \"  \"}\r\n{\"id\": 2, \"text\": \"second\"}");
        Files.write(folder.resolve("c.txt.gz"), packed("three"));
        Files.write(folder.resolve("d.jsonl.gz"), packed("{\"text\": \"four\\n\"}\n"));
        write("notes.md", "not this");
        List<Document> documents = read(folder);
        assertThat(documents).extracting(Document::text).containsExactly("first", "second", "two", "three", "four\n");
        assertThat(documents).extracting(Document::line).containsExactly(1L, 4L, 1L, 1L, 1L);
        assertThat(documents.getFirst().file()).isEqualTo(folder.resolve("a/z.jsonl"));
    }

    @Test
    void theListenerSeesTheBytesOfTheFiles() throws IOException {
        write("a.txt", "12345");
        write("b.txt", "1234567");
        List<Long> done = new ArrayList<>();
        Documents.of(List.of(folder)).forEach(document -> {}, (bytes, total) -> {
            assertThat(total).isEqualTo(12);
            done.add(bytes);
        });
        assertThat(done).containsExactly(5L, 12L);
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        write("a.txt", "\uFEFFtext");
        assertThat(read(folder)).extracting(Document::text).containsExactly("text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.jsonl | {\"text\": \"x\"}~{\"text\": }        | a.jsonl: line 2: no sound JSON: Unexpected character",
                "a.jsonl | {\"text\": \"x\"}~{\"text\": \"y\"} 7 | a.jsonl: line 2: no sound JSON: Trailing token",
                "a.jsonl | {\"body\": \"x\"}                     | a.jsonl: line 1: expected a JSON object with a string in the field text, found no such field",
                "a.jsonl | {\"text\": 3}                         | found another type",
                "a.jsonl | \"text\"                              | found no such field",
                "a.jsonl | {\"text\": \"\\ud800\"}               | a.jsonl: line 1: the text holds half a surrogate pair",
                "a.jsonl | ~~                                    | a.jsonl: is empty or blank",
                "a.jsonl | {\"text\": \" \"}                     | a.jsonl: is empty or blank",
                "a.txt   | ~                                     | a.txt: is empty or blank",
            })
    void unsoundTextsAreNamed(String name, String content, String message) throws IOException {
        write(name, content.replace('~', '\n'));
        assertThatThrownBy(() -> read(folder))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void theByteThatIsNoTextIsNamed() throws IOException {
        Files.write(
                folder.resolve("a.jsonl"),
                "{\"text\": \"x\"}\n{\"text\": \"\u00e9\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> read(folder)).hasMessageContaining("a.jsonl: invalid UTF-8 at byte 24 (0xE9)");
        Files.delete(folder.resolve("a.jsonl"));
        write("a.txt", "\u00e9\0");
        assertThatThrownBy(() -> read(folder))
                .hasMessageContaining("a.txt: zero byte at byte 2; expected text, found binary");
    }

    @Test
    void unsoundPackedFilesAreNamed() throws IOException {
        byte[] sound = packed("some text that is long enough to be cut off");
        Path file = folder.resolve("a.txt.gz");
        Files.write(file, Arrays.copyOf(sound, sound.length / 2));
        assertThatThrownBy(() -> read(folder))
                .hasMessageContaining("a.txt.gz: ends in the middle of its compressed data");
        Files.writeString(file, "plain text under this name");
        assertThatThrownBy(() -> read(folder)).hasMessageContaining("a.txt.gz: no sound gzip file: Not in GZIP format");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> read(folder)).hasMessageContaining("a.txt.gz: ends in the middle");
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(() -> read(folder.resolve("missing")))
                .hasMessageContaining("missing: no such file or folder");
        assertThatThrownBy(() -> read(folder)).hasMessageContaining("holds no .txt, .txt.gz, .jsonl or .jsonl.gz file");
        assertThatThrownBy(() -> read(Path.of("/dev/null"))).hasMessageContaining("expected a file or folder");
    }

    private static List<Document> read(Path path) {
        List<Document> documents = new ArrayList<>();
        Documents.of(List.of(path)).forEach(documents::add, CorpusListener.NONE);
        return documents;
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
