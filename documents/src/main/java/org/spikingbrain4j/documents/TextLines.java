package org.spikingbrain4j.documents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The lines of a text file in UTF-8, also compressed ({@code .gz}), one in memory at a time. */
public final class TextLines implements AutoCloseable {
    /** Most UTF-16 units of a line: some fifty books. A line must become one string, and is held several times while it is parsed. */
    public static final int LONGEST = 1 << 26;

    private final Source source;
    private final TextDecoder text;
    private final StringBuilder line = new StringBuilder();
    private final int longest;
    private String piece = "";
    private int at;
    private long number;

    TextLines(Source source, int longest) throws IOException {
        this.source = source;
        this.text = source.text();
        this.longest = longest;
    }

    /** @throws DocumentException where the file cannot be read */
    public static TextLines open(Path file) {
        try {
            Source source = Source.open(file);
            try {
                return new TextLines(source, LONGEST);
            } catch (IOException | DocumentException e) {
                source.close();
                throw e;
            }
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /**
     * The next line that is not blank, without its line feed; empty at the end.
     *
     * @throws DocumentException where the file cannot be read, is no text in UTF-8, or a line is longer than {@link #LONGEST}
     */
    public Optional<String> next() {
        try {
            while (nextLine()) {
                String found = line.toString();
                line.setLength(0);
                if (!found.isBlank()) {
                    return Optional.of(found);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw FileFailure.reading(source.file(), e);
        }
    }

    /** File and number, from 1, of the line given last. */
    public String place() {
        return "%s: line %d".formatted(source.file(), number);
    }

    /** Bytes taken from the file as it lies on the disk. */
    public long bytesRead() {
        return source.bytesRead();
    }

    /** Bytes of the file; 0 for what is none, as a pipe. */
    public long bytes() {
        return source.file().toFile().length();
    }

    /** Gathers a line; false where there is none any more. */
    private boolean nextLine() throws IOException {
        number++;
        while (true) {
            int end = piece.indexOf('\n', at);
            int to = end < 0 ? piece.length() : end;
            line.append(piece, at, to);
            requireLength();
            at = to + 1;
            if (end >= 0) {
                return true;
            }
            piece = text.next();
            at = 0;
            if (piece.isEmpty()) {
                return !line.isEmpty();
            }
        }
    }

    private void requireLength() {
        if (line.length() > longest) {
            throw new DocumentException(
                    "%s: has more than %d characters; split it into several lines, or make it a .txt file"
                            .formatted(place(), longest));
        }
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException e) {
            throw FileFailure.reading(source.file(), e);
        }
    }
}
