package org.spikingbrain4j.documents;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.spikingbrain4j.operators.InsufficientMemoryException;

/** Texts that are wanted whole, in memory. */
public final class WholeText {
    /** Most UTF-16 units: a string can have twice as many, but not while it grows. */
    public static final int LONGEST = 1 << 29;

    private static final String BETWEEN = "\n\n";

    private WholeText() {}

    /**
     * What is left of the current text of a reader.
     *
     * @throws DocumentException where it cannot be read or is longer than {@link #LONGEST}
     * @throws InsufficientMemoryException where it does not fit into memory
     */
    public static String of(TextReader reader) {
        return gather(reader::piece, reader.name());
    }

    /**
     * All of a file; where it holds several texts, with a blank line between them.
     *
     * @throws DocumentException where it cannot be read or is longer than {@link #LONGEST}
     * @throws InsufficientMemoryException where it does not fit into memory
     */
    public static String of(Path file) {
        try (TextReader reader = DocumentReader.open(List.of(file))) {
            reader.next();
            return gather(() -> pieceOfAny(reader), file.toString());
        }
    }

    private static String pieceOfAny(TextReader reader) {
        String piece = reader.piece();
        return piece.isEmpty() && reader.next() ? BETWEEN : piece;
    }

    /**
     * All pieces up to an empty one.
     *
     * @param name of what they are of, for messages
     */
    static String gather(Supplier<String> pieces, String name) {
        StringBuilder whole = new StringBuilder();
        try {
            for (String piece = pieces.get(); !piece.isEmpty(); piece = pieces.get()) {
                whole.append(piece);
                if (whole.length() > LONGEST) {
                    throw new DocumentException(
                            "%s: has more than %d characters; split it into several".formatted(name, LONGEST));
                }
            }
            return whole.toString();
        } catch (OutOfMemoryError e) {
            throw new InsufficientMemoryException(
                    name + ": does not fit into the Java heap; raise -Xmx or split the file", e);
        }
    }
}
