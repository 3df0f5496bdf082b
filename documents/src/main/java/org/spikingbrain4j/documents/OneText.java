package org.spikingbrain4j.documents;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is one text. */
abstract class OneText implements FileTexts {
    private final Path file;
    private boolean begun;
    private boolean blank = true;

    OneText(Path file) {
        this.file = file;
    }

    /** The next piece, empty at the end. */
    abstract String read() throws IOException;

    /** What is said of a file without text, behind its name. */
    String blankMessage() {
        return "is empty or blank, expected text";
    }

    final Path file() {
        return file;
    }

    @Override
    public final boolean next() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    @Override
    public final String name() {
        return file.toString();
    }

    @Override
    public final String piece() throws IOException {
        String piece = read();
        blank = blank && piece.isBlank();
        if (blank && piece.isEmpty()) {
            throw new DocumentException("%s: %s".formatted(file, blankMessage()));
        }
        return piece;
    }
}
