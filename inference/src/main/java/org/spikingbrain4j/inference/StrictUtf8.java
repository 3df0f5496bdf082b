package org.spikingbrain4j.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.operators.InsufficientMemoryException;
import org.spikingbrain4j.tokenizer.Utf8Text;

/** Reads text and refuses what is no UTF-8, instead of replacing it silently. */
public final class StrictUtf8 {
    private StrictUtf8() {}

    /**
     * The whole text of a file, unchanged.
     *
     * @throws InvalidInputException where the file cannot be read or holds invalid UTF-8: names file and byte offset
     * @throws InsufficientMemoryException where it does not fit into memory
     */
    public static String read(Path file) {
        try {
            return decode(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": no such file");
        } catch (IOException e) {
            String reason = Files.isDirectory(file)
                    ? "is a directory, expected a text file"
                    : "cannot be read: " + e.getMessage();
            throw new InvalidInputException("%s: %s".formatted(file, reason));
        } catch (OutOfMemoryError e) {
            throw new InsufficientMemoryException(
                    file + ": does not fit into the Java heap; raise -Xmx or split the file", e);
        }
    }

    /**
     * The text of bytes.
     *
     * @param source names where they come from, for the message
     * @throws InvalidInputException where they are no UTF-8: names source and byte offset
     */
    public static String decode(byte[] bytes, String source) {
        return Utf8Text.decode(
                bytes,
                at -> new InvalidInputException("%s: invalid UTF-8 at byte %d (0x%02X); convert the file to UTF-8"
                        .formatted(source, at, bytes[at])));
    }
}
