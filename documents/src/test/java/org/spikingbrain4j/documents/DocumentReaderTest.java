package org.spikingbrain4j.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentReaderTest {
    @TempDir
    private Path folder;

    @Test
    void foldersAreReadInOrder() {
        Texts.write(folder.resolve("b.TXT"), "two");
        Texts.write(
                folder.resolve("a/z.jsonl"), "{\"text\": \"first\"}\n\n{\"text\": \" \"}\r\n{\"text\": \"second\"}");
        Texts.write(folder.resolve("c.txt.gz"), Texts.packed("three"));
        Texts.write(folder.resolve("d.fa"), ">one\nACGT\nac\n>two\nT");
        Texts.write(folder.resolve("e.htm"), "<p>page");
        Texts.write(folder.resolve("notes.md"), "not this");
        String at = folder + "/";
        assertThat(Texts.read(folder))
                .containsExactly(
                        Map.entry(at + "a/z.jsonl: line 1", "first"),
                        Map.entry(at + "a/z.jsonl: line 4", "second"),
                        Map.entry(at + "b.TXT", "two"),
                        Map.entry(at + "c.txt.gz", "three"),
                        Map.entry(at + "d.fa: record one", "ACGTac"),
                        Map.entry(at + "d.fa: record two", "T"),
                        Map.entry(at + "e.htm", "page"));
    }

    @Test
    void theShareOfAllFilesGrowsToOne() {
        Texts.write(folder.resolve("a.txt"), "12345");
        Texts.write(folder.resolve("b.txt"), "1234567");
        try (DocumentReader reader = DocumentReader.open(List.of(folder))) {
            assertThat(reader.share()).hasValue(0);
            reader.next();
            reader.piece();
            assertThat(reader.share()).hasValue(5 / 12.0);
            reader.next();
            reader.piece();
            assertThat(reader.share()).hasValue(1);
            assertThat(reader.next()).isFalse();
            assertThat(reader.share()).hasValue(1);
        }
    }

    @Test
    void whatIsLeftOfATextIsPassedOver() {
        String line = "{\"text\": \"%s\"}\n".formatted("x".repeat(50_000));
        Texts.write(folder.resolve("a.jsonl"), line + line);
        Texts.write(folder.resolve("b.fa"), ">1\n" + "A".repeat(50_000) + "\n>2\nCC");
        try (DocumentReader reader = DocumentReader.open(List.of(folder))) {
            reader.next();
            reader.piece();
            reader.next();
            assertThat(WholeText.of(reader)).hasSize(50_000);
            reader.next();
            reader.next();
            assertThat(reader.piece()).isEqualTo("CC");
        }
    }

    @Test
    void standardInputIsReadAndStaysOpen() {
        boolean[] closed = new boolean[1];
        InputStream in = new ByteArrayInputStream("input".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        Path file = Texts.write(folder.resolve("a.txt"), "file");
        try (DocumentReader reader = DocumentReader.open(List.of(file, Path.of("-")), in)) {
            reader.next();
            assertThat(reader.next()).isTrue();
            assertThat(reader.name()).isEqualTo("standard input");
            assertThat(reader.piece()).isEqualTo("input");
            assertThat(reader.share()).isEmpty();
        }
        assertThat(closed[0]).isFalse();
        assertThatThrownBy(() -> DocumentReader.open(List.of(Path.of("-"), Path.of("-")), in))
                .hasMessageContaining("named twice");
        assertThatThrownBy(() -> DocumentReader.open(List.of(Path.of("-")))).hasMessageContaining("-: no such file");
    }

    @Test
    void aNamedPipeIsPlainText() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Thread writer = Thread.ofVirtual().start(() -> Texts.write(pipe, "through a pipe"));
        try (DocumentReader reader = DocumentReader.open(List.of(pipe))) {
            reader.next();
            assertThat(reader.share()).isEmpty();
            assertThat(WholeText.of(reader)).isEqualTo("through a pipe");
        }
        writer.join();
    }

    @Test
    void allFilesAreThereBeforeTheFirstIsRead() {
        Path sound = Texts.write(folder.resolve("a.txt"), "text");
        assertThatThrownBy(() -> DocumentReader.open(List.of(sound, folder.resolve("missing.txt"))))
                .isInstanceOf(DocumentException.class)
                .hasMessageEndingWith("missing.txt: no such file or folder");
        Path empty = folder.resolve("empty");
        assertThatThrownBy(() -> {
                    Files.createDirectory(empty);
                    DocumentReader.open(List.of(empty));
                })
                .hasMessageEndingWith(
                        "empty: holds no file that ends in one of .txt, .jsonl, .html, .htm, .pdf, .fasta, .fa, .fna, with or without .gz");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.txt   |                                        | is empty or blank",
                "a.txt   | ~ ~                                    | is empty or blank",
                "a.txt   | %PDF-1.7 ...                           | is a PDF, but its name does not end in .pdf",
                "a.html  | %PDF-1.7 ...                           | is a PDF, but its name does not end in .pdf",
                "a.docx  | PK\u0003\u0004zip                      | is a zip archive or an office document",
                "a.txt.gz | plain text                            | no sound gzip file: Not in GZIP format",
                "a.jsonl | {\"text\": \"x\"}~{\"text\": }         | a.jsonl: line 2: no sound JSON: Unexpected character",
                "a.jsonl | {\"text\": \"x\"}~{\"text\": \"y\"} 7  | a.jsonl: line 2: no sound JSON: Trailing token",
                "a.jsonl | {\"body\": \"x\"}                      | found no such field",
                "a.jsonl | {\"text\": 3}                          | found another type",
                "a.jsonl | {\"text\": \"\\ud800\"}                | the text holds half a surrogate pair",
                "a.jsonl | ~~                                     | is empty or blank",
                "a.fa    | ACGT                                   | line 1: expected a header line, which begins with >, found 'A'",
                "a.fa    | >x~AC1                                 | line 2: expected letters of a sequence, * or -, found '1'",
                "a.fa    | >x~;y                                  | holds no sequence",
                "a.html  | <script>x</script>                     | holds no text",
                "a.html  | <meta charset='klingon'>x              | declares the charset klingon",
                "a.pdf   | text                                   | no PDF: expected %PDF-",
                "a.pdf   |                                        | is empty or blank, expected a PDF",
                "a.pdf   | %PDF-1.7 1 0 obj                       | ends in the middle: expected %%EOF",
                "a.pdf   | %PDF-1.7 nothing %%EOF                 | broken PDF",
            })
    void unsoundFilesAreNamed(String name, String content, String message) {
        Path file = folder.resolve(name);
        Texts.write(file, content == null ? "" : content.replace('~', '\n'));
        assertThatThrownBy(() -> Texts.read(file))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void unsoundPackedFilesAreNamed() {
        byte[] sound = Texts.packed("some text that is long enough to be cut off");
        Path file = folder.resolve("a.txt.gz");
        Texts.write(file, Arrays.copyOf(sound, sound.length / 2));
        assertThatThrownBy(() -> Texts.read(file)).hasMessageContaining("ends in the middle of its compressed data");
        Texts.write(file, new byte[0]);
        assertThatThrownBy(() -> Texts.read(file)).hasMessageContaining("ends in the middle");
        Texts.write(file, Texts.packed(sound));
        assertThatThrownBy(() -> Texts.read(file)).hasMessageContaining("holds gzip data where text is expected");
        Texts.write(folder.resolve("b.txt"), sound);
        assertThatThrownBy(() -> Texts.read(folder.resolve("b.txt"))).hasMessageContaining("holds gzip data");
    }

    @Test
    void aLineOfJsonHasALimit() throws IOException {
        byte[] lines = "{\"text\": \"short\"}\n{\"text\": \"%s\"}"
                .formatted("x".repeat(100))
                .getBytes(StandardCharsets.UTF_8);
        try (JsonLines texts = new JsonLines(Source.of(new ByteArrayInputStream(lines), Path.of("a.jsonl")), 50)) {
            assertThat(texts.next()).isTrue();
            assertThatThrownBy(texts::next)
                    .isInstanceOf(DocumentException.class)
                    .hasMessage(
                            "a.jsonl: line 2: has more than 50 characters; split it into several lines, or make it a .txt file");
        }
    }

    @Test
    void wholeFilesJoinTheirTexts() {
        Path file = Texts.write(folder.resolve("a.jsonl"), "{\"text\": \"one\"}\n{\"text\": \"two\"}");
        assertThat(WholeText.of(file)).isEqualTo("one\n\ntwo");
    }

    @Test
    void whatIsUsedOutOfOrderIsRefused() {
        Texts.write(folder.resolve("a.txt"), "text");
        DocumentReader reader = DocumentReader.open(List.of(folder));
        assertThatThrownBy(reader::piece).isInstanceOf(IllegalStateException.class);
        reader.close();
        reader.close();
        assertThatThrownBy(reader::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
