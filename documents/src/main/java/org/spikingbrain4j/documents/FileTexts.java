package org.spikingbrain4j.documents;

import java.io.IOException;
import java.nio.file.Path;

/** The texts of one open file, in the manner of {@link TextReader}. */
interface FileTexts extends AutoCloseable {
    /** Opens a file as the format that its name says. */
    static FileTexts open(Path file) throws IOException {
        Format format = Format.of(file);
        if (format == Format.PDF) {
            return Pdf.open(file);
        }
        Source source = Source.open(file);
        try {
            return switch (format) {
                case JSON_LINES -> new JsonLines(source, TextLines.LONGEST);
                case HTML -> new Html(source);
                case FASTA -> new Fasta(source);
                default -> new PlainText(source);
            };
        } catch (IOException | DocumentException e) {
            source.close();
            throw e;
        }
    }

    /** Goes to the next text that is not blank; false at the end. */
    boolean next() throws IOException;

    /** As {@link TextReader#name()}. */
    String name();

    /** The next piece, empty at the end of the text; fails at the end of a text that is blank. */
    String piece() throws IOException;

    /** Bytes of the file that are read. */
    long bytesRead();

    @Override
    void close() throws IOException;
}
