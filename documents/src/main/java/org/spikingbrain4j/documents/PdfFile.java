package org.spikingbrain4j.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A PDF on the disk. A PDF is read here and there, so one that is compressed or comes through a pipe is copied to a temporary
 * file, of at most {@value #LARGEST_COPY} bytes, which is gone after {@link #close()}.
 */
final class PdfFile implements AutoCloseable {
    static final long LARGEST_COPY = 1L << 30;

    /** Readers of PDF allow that much in front of the header and behind the end. */
    private static final int SLACK = 2048;

    private final Path name;
    private final Path path;
    private final Optional<Path> copy;
    private final long size;

    private PdfFile(Path name, Path path, Optional<Path> copy) throws IOException {
        this.name = name;
        this.path = path;
        this.copy = copy;
        this.size = Files.isRegularFile(name) ? Files.size(name) : 0;
    }

    /** @throws DocumentException where it is no PDF, or not all of one */
    static PdfFile open(Path name) throws IOException {
        boolean here = Files.isRegularFile(name) && !Format.isPacked(name);
        Optional<Path> copy = here ? Optional.empty() : Optional.of(copy(name));
        PdfFile file = new PdfFile(name, copy.orElse(name), copy);
        try {
            file.requirePdf();
            return file;
        } catch (IOException | DocumentException e) {
            file.close();
            throw e;
        }
    }

    /** As the user named it. */
    Path name() {
        return name;
    }

    /** Where PDFBox can read it. */
    Path path() {
        return path;
    }

    /** Bytes of the file that the user named. */
    long size() {
        return size;
    }

    /**
     * Work of PDFBox, which fails in many ways on unsound files.
     *
     * @param place where in the file, for the message
     */
    <T> T guarded(String place, Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (DocumentException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            String reason = Optional.ofNullable(e.getMessage())
                    .flatMap(message -> message.lines().findFirst())
                    .orElse(e.getClass().getSimpleName());
            throw new DocumentException(
                    "%s: %sbroken PDF: %s; open it in a viewer and save it again".formatted(name, place, reason), e);
        }
    }

    /** What may fail. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    private void requirePdf() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            String head = at(channel, 0);
            if (head.isBlank()) {
                throw new DocumentException(name + ": is empty or blank, expected a PDF");
            }
            if (!head.contains("%PDF-")) {
                throw new DocumentException(
                        name
                                + ": no PDF: expected %PDF- at its beginning, found something else; rename it or copy it again");
            }
            if (!at(channel, Math.max(0, channel.size() - SLACK)).contains("%%EOF")) {
                throw new DocumentException(
                        name + ": ends in the middle: expected %%EOF at its end, found something else; copy it again");
            }
        }
    }

    private static String at(SeekableByteChannel channel, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SLACK);
        channel.position(position);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // reads on
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }

    private static Path copy(Path name) throws IOException {
        try (Source source = Source.open(name)) {
            Path copy = Files.createTempFile("document", ".pdf");
            try (OutputStream out = Files.newOutputStream(copy)) {
                transfer(source.in(), out, name);
                return copy;
            } catch (IOException | DocumentException e) {
                Files.delete(copy);
                throw e;
            }
        }
    }

    private static void transfer(InputStream in, OutputStream out, Path name) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            total += read;
            if (total > LARGEST_COPY) {
                throw new DocumentException("%s: unpacks to more than %d MiB; unpack it yourself and give the .pdf"
                        .formatted(name, LARGEST_COPY >> 20));
            }
            out.write(buffer, 0, read);
        }
    }

    @Override
    public void close() throws IOException {
        if (copy.isPresent()) {
            Files.deleteIfExists(copy.get());
        }
    }
}
