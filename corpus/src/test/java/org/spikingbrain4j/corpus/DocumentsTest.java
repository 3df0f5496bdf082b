package org.spikingbrain4j.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.documents.DocumentException;

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
        assertThat(documents)
                .extracting(
                        document -> document.name().substring(folder.toString().length() + 1))
                .containsExactly("a/z.jsonl: line 1", "a/z.jsonl: line 4", "b.txt", "c.txt.gz", "d.jsonl.gz: line 1");
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
    void unsoundTextsAreErrors() throws IOException {
        write("a.jsonl", "{\"text\": \"x\"}\n{\"text\": }");
        assertThatThrownBy(() -> read(folder))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("a.jsonl: line 2: no sound JSON: Unexpected character");
    }

    @Test
    void foldersAreNotSearchedForOtherFormats() throws IOException {
        write("a.html", "<p>page");
        write("b.txt", "text");
        assertThat(read(folder)).extracting(Document::text).containsExactly("text");
        assertThat(read(folder.resolve("a.html"))).extracting(Document::text).containsExactly("page");
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(() -> read(folder.resolve("missing")))
                .hasMessageContaining("missing: no such file or folder");
        assertThatThrownBy(() -> read(folder))
                .hasMessageContaining("holds no file that ends in one of .txt, .jsonl, with or without .gz");
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
