package org.spikingbrain4j.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lines of a text file in UTF-8, also compressed ({@code .gz}), one in memory at a time. */
public final class TextLines {
    private TextLines() {}

    /** Takes a line that is not blank. */
    @FunctionalInterface
    public interface Action {
        /** @param number of the line, from 1 */
        void line(String text, long number);
    }

    /**
     * Reads all lines that are not blank.
     *
     * @param listener told the bytes of the file read, after every line
     * @throws CorpusException where the file cannot be read or holds anything else than text in UTF-8
     */
    public static void forEach(Path file, Action action, CorpusListener listener) {
        try (DocumentFile opened = DocumentFile.open(file)) {
            long bytes = Files.size(file);
            opened.forEachLine((text, number) -> {
                action.line(text, number);
                listener.progress(opened.bytesRead(), bytes);
            });
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }
}
