package org.spikingbrain4j.documents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.spikingbrain4j.operators.InsufficientMemoryException;

/** Reads short plain text whole, a prompt for example, and refuses what is no UTF-8. It may be empty, unlike a document. */
public final class StrictUtf8 {
    private StrictUtf8() {}

    /**
     * The whole text of a file.
     *
     * @throws DocumentException where the file cannot be read or is no UTF-8: names file and byte
     * @throws InsufficientMemoryException where it does not fit into memory
     */
    public static String read(Path file) {
        try (Source source = Source.open(file)) {
            return whole(source);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /**
     * The whole text of a stream.
     *
     * @param name of the stream, for messages
     * @throws DocumentException where it cannot be read or is no UTF-8: names the byte
     * @throws InsufficientMemoryException where it does not fit into memory
     */
    public static String read(InputStream in, String name) {
        Path file = Path.of(name);
        try {
            return whole(Source.of(in, file));
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private static String whole(Source source) throws IOException {
        TextDecoder text = source.text();
        return WholeText.gather(() -> next(text, source), source.file().toString());
    }

    private static String next(TextDecoder text, Source source) {
        try {
            return text.next();
        } catch (IOException e) {
            throw FileFailure.reading(source.file(), e);
        }
    }
}
