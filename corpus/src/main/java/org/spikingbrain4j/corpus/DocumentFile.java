package org.spikingbrain4j.corpus;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** An open file of a corpus. */
final class DocumentFile implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int LARGEST = 1 << 30; // bytes of one document, which must become one string

    private final Path file;
    private final Counted counted;
    private final InputStream in;
    private long documents;

    private DocumentFile(Path file, Counted counted, InputStream in) {
        this.file = file;
        this.counted = counted;
        this.in = in;
    }

    static DocumentFile open(Path file) {
        try {
            Counted counted = new Counted(Files.newInputStream(file));
            try {
                InputStream unpacked = file.toString().endsWith(".gz") ? new GZIPInputStream(counted, BUFFER) : counted;
                return new DocumentFile(file, counted, new BufferedInputStream(unpacked, BUFFER));
            } catch (IOException e) {
                counted.close();
                throw e;
            }
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /** Bytes taken from the file as it lies on the disk. */
    long bytesRead() {
        return counted.bytes;
    }

    void forEach(Consumer<Document> action) {
        Consumer<Document> counting = document -> {
            if (!document.text().isBlank()) {
                documents++;
                action.accept(document);
            }
        };
        try {
            if (file.toString().matches(".*\\.jsonl(\\.gz)?")) {
                lines(counting);
            } else {
                whole(counting);
            }
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
        if (documents == 0) {
            throw new CorpusException(file + ": is empty or blank, expected text");
        }
    }

    private void whole(Consumer<Document> action) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        requireLength(bytes.length, 1);
        action.accept(new Document(StrictText.decode(bytes, 0, file), file, 1));
    }

    private void lines(Consumer<Document> action) throws IOException {
        forEachLine((json, number) -> {
            String text = JsonLine.text(json, "%s: line %d".formatted(file, number));
            action.accept(new Document(text, file, number));
        });
    }

    /** Gives the lines that are not blank. */
    void forEachLine(TextLines.Action action) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long number = 1;
        long start = 0;
        int next;
        do {
            next = in.read();
            if (next >= 0 && next != '\n') {
                line.write(next);
                requireLength(line.size(), number);
                continue;
            }
            String text = StrictText.decode(line.toByteArray(), start, file);
            if (!text.isBlank()) {
                action.line(text, number);
            }
            start += line.size() + 1;
            line.reset();
            number++;
        } while (next >= 0);
    }

    private void requireLength(int bytes, long line) {
        if (bytes > LARGEST) {
            throw new CorpusException("%s: line %d: the document has more than %d bytes; split it into several"
                    .formatted(file, line, LARGEST));
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /** Says how far a file is read, also through a decompression. */
    private static final class Counted extends FilterInputStream {
        private long bytes;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            bytes += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            bytes += Math.max(0, read);
            return read;
        }
    }
}
