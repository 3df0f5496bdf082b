package org.spikingbrain4j.documents;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Writes and reads what the tests need. */
final class Texts {
    private Texts() {}

    /** All texts by their names. */
    static Map<String, String> read(Path... filesOrFolders) {
        Map<String, String> texts = new LinkedHashMap<>();
        try (TextReader reader = DocumentReader.open(List.of(filesOrFolders))) {
            while (reader.next()) {
                texts.put(reader.name(), WholeText.of(reader));
            }
        }
        return texts;
    }

    /** The only text. */
    static String one(Path file) {
        List<String> texts = new ArrayList<>(read(file).values());
        if (texts.size() != 1) {
            throw new AssertionError("expected one text, found " + texts.size());
        }
        return texts.getFirst();
    }

    static Path write(Path file, String content) {
        return write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    static Path write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] packed(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] packed(String content) {
        return packed(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Gives a few bytes at a time, so that characters lie across the borders. */
    static InputStream trickling(byte[] content, long seed) {
        Random random = new Random(seed);
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                return at < content.length ? content[at++] & 0xFF : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (at == content.length) {
                    return -1;
                }
                int count = Math.min(Math.min(length, 1 + random.nextInt(7)), content.length - at);
                System.arraycopy(content, at, into, offset, count);
                at += count;
                return count;
            }
        };
    }

    /** A pattern again and again. */
    static InputStream repeated(byte[] pattern, long total) {
        return new InputStream() {
            private long given;

            @Override
            public int read() {
                return given < total ? pattern[(int) (given++ % pattern.length)] & 0xFF : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (given == total) {
                    return -1;
                }
                int from = (int) (given % pattern.length);
                int count = (int) Math.min(Math.min(length, pattern.length - from), total - given);
                System.arraycopy(pattern, from, into, offset, count);
                given += count;
                return count;
            }
        };
    }
}
