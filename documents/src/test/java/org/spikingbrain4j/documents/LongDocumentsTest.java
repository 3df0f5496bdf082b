package org.spikingbrain4j.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that do not fit into the two gigabytes of heap of the tests, or would not with what a parser makes of them. */
class LongDocumentsTest {
    private static final long THREE_GIGABYTES = 3_000_000_000L;

    @TempDir
    private Path folder;

    @Test
    void aLineOfThreeGigabytesStreams() {
        byte[] pattern = "a line that never ends, ".repeat(3000).getBytes(StandardCharsets.UTF_8);
        try (DocumentReader reader =
                DocumentReader.open(List.of(Path.of("-")), Texts.repeated(pattern, THREE_GIGABYTES))) {
            reader.next();
            assertThat(characters(reader)).isEqualTo(THREE_GIGABYTES);
        }
    }

    @Test
    void aZipBombIsRefused() throws IOException {
        Path bomb = folder.resolve("bomb.txt.gz");
        pack(bomb, Texts.repeated("a".repeat(1 << 16).getBytes(StandardCharsets.UTF_8), 300 << 20));
        try (DocumentReader reader = DocumentReader.open(List.of(bomb))) {
            reader.next();
            assertThatThrownBy(() -> characters(reader))
                    .isInstanceOf(DocumentException.class)
                    .hasMessageContaining("a zip bomb? unpacks to over 256 MiB, more than 200 times its size");
        }
    }

    @Test
    void aLongPageStreams() throws IOException {
        long size = 20_000_000;
        byte[] pattern = "<div class=x><p>One <b>bold</b> word<br>more</p><table><tr><td>1<td>2</table></div>\n"
                .repeat(500)
                .getBytes(StandardCharsets.UTF_8);
        Source source = Source.of(Texts.repeated(pattern, size), Path.of("page.html"));
        try (Html page = new Html(source)) {
            page.next();
            long characters = 0;
            Runtime runtime = Runtime.getRuntime();
            System.gc();
            long before = runtime.totalMemory() - runtime.freeMemory();
            for (String piece = page.piece(); !piece.isEmpty(); piece = page.piece()) {
                characters += piece.length();
            }
            System.gc();
            assertThat(characters).isGreaterThan(size / 5);
            assertThat(runtime.totalMemory() - runtime.freeMemory() - before).isLessThan(10 << 20);
        }
    }

    @Test
    void aPageWithoutEndOfAnElementIsRefused() throws IOException {
        byte[] text = "words and no end of an element ".repeat(1000).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(Texts.repeated(text, 1L << 30)))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("page.html: has more than 16777216 characters in which no element ends");
        byte[] nested = "<div>".repeat(1000).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(Texts.repeated(nested, 2_000_000)))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("page.html: holds no text");
    }

    private static void read(InputStream in) throws IOException {
        try (Html page = new Html(Source.of(in, Path.of("page.html")))) {
            page.next();
            while (!page.piece().isEmpty()) {
                // reads on
            }
        }
    }

    private static long characters(TextReader reader) {
        long characters = 0;
        for (String piece = reader.piece(); !piece.isEmpty(); piece = reader.piece()) {
            characters += piece.length();
        }
        return characters;
    }

    private static void pack(Path file, InputStream content) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
            content.transferTo(out);
        }
    }
}
