package org.spikingbrain4j.documents;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** An open file or standard input, unpacked where its name says that it is compressed. */
final class Source implements AutoCloseable {
    private static final int BUFFER = 1 << 13; // small: bytesRead runs ahead of what was given by it

    private final Path file;
    private final CountedInput counted;
    private final InputStream in;

    private Source(Path file, CountedInput counted, InputStream in) {
        this.file = file;
        this.counted = counted;
        this.in = in;
    }

    /** @throws IOException where it cannot be opened, or is no gzip file under such a name */
    static Source open(Path file) throws IOException {
        CountedInput counted = new CountedInput(Files.newInputStream(file));
        try {
            InputStream unpacked = Format.isPacked(file)
                    ? new UnpackedInput(new GZIPInputStream(counted, BUFFER), counted, file)
                    : counted;
            return new Source(file, counted, new BufferedInputStream(unpacked, BUFFER));
        } catch (IOException e) {
            counted.close();
            throw e;
        }
    }

    /** @param name for messages */
    static Source of(InputStream in, Path name) {
        CountedInput counted = new CountedInput(in);
        return new Source(name, counted, new BufferedInputStream(counted, BUFFER));
    }

    Path file() {
        return file;
    }

    /** The bytes, unpacked; {@code mark} works. */
    InputStream in() {
        return in;
    }

    /** Bytes taken from the file as it lies on the disk. */
    long bytesRead() {
        return counted.bytes();
    }

    /** The content as text in UTF-8. */
    TextDecoder text() throws IOException {
        requireNoOtherKind();
        return new TextDecoder(in, StandardCharsets.UTF_8, file.toString());
    }

    /** @throws DocumentException where the first bytes are of something that is no text, whatever the name says */
    void requireNoOtherKind() throws IOException {
        String head = new String(peek(5), StandardCharsets.ISO_8859_1);
        if (head.startsWith("%PDF-")) {
            throw new DocumentException(file + ": is a PDF, but its name does not end in .pdf; rename it");
        }
        if (head.startsWith("\u001F\u008B")) {
            throw new DocumentException(file + ": holds gzip data where text is expected; unpack it, or name it .gz");
        }
        if (head.startsWith("PK\u0003\u0004")) {
            throw new DocumentException(
                    file + ": is a zip archive or an office document, which is not read; save it as text, HTML or PDF");
        }
    }

    /** The next bytes, which stay to be read; fewer at the end. */
    byte[] peek(int most) throws IOException {
        in.mark(most);
        byte[] bytes = in.readNBytes(most);
        in.reset();
        return bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Says how much is read, also through a decompression. */
    static final class CountedInput extends FilterInputStream {
        private long bytes;

        CountedInput(InputStream in) {
            super(in);
        }

        long bytes() {
            return bytes;
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
