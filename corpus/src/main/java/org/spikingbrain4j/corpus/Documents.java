package org.spikingbrain4j.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.spikingbrain4j.documents.DocumentFiles;
import org.spikingbrain4j.documents.DocumentReader;
import org.spikingbrain4j.documents.Format;
import org.spikingbrain4j.documents.TextReader;
import org.spikingbrain4j.documents.WholeText;

/**
 * The texts in files and folders, always in the same order, one in memory at a time. Files are read as their names say, see
 * {@link Format}.
 */
public final class Documents {
    /** What folders are searched for: web pages and PDFs beside training texts are seldom meant. */
    private static final Set<Format> IN_FOLDERS = EnumSet.of(Format.TEXT, Format.JSON_LINES);

    private final List<Path> files;
    private final long bytes;

    private Documents(List<Path> files, long bytes) {
        this.files = files;
        this.bytes = bytes;
    }

    /**
     * The files given, and of the folders given all {@code .txt}, {@code .txt.gz}, {@code .jsonl} and {@code .jsonl.gz}
     * within, sorted. What is given twice is read twice.
     *
     * @throws org.spikingbrain4j.documents.DocumentException where something does not exist, or a folder holds no such file
     * @throws CorpusException where something is a device or pipe: the size of all files is told before they are read
     */
    public static Documents of(List<Path> filesOrFolders) {
        List<Path> files = DocumentFiles.find(filesOrFolders, IN_FOLDERS);
        return new Documents(files, files.stream().mapToLong(Documents::size).sum());
    }

    private static long size(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CorpusException(file + ": expected a file or folder, found a device or pipe");
        }
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /** The files, in the order they are read. */
    public List<Path> files() {
        return files;
    }

    /**
     * Reads all documents. Lines of a {@code .jsonl} file that are blank, or whose text is, hold no document.
     *
     * @param listener told the bytes of files read and of all files, after every document
     * @throws org.spikingbrain4j.documents.DocumentException where a file cannot be read, holds no document, or is not what
     *     its name says
     */
    public void forEach(Consumer<Document> action, CorpusListener listener) {
        try (TextReader reader = DocumentReader.open(files)) {
            while (reader.next()) {
                action.accept(new Document(WholeText.of(reader), reader.name()));
                listener.progress(Math.round(reader.share().orElse(0) * bytes), bytes);
            }
        }
    }
}
