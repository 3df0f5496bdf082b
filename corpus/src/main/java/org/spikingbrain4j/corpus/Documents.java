package org.spikingbrain4j.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The texts in files and folders, always in the same order, one in memory at a time. A file named {@code .jsonl} holds a
 * document a line, in the field {@code text}; any other file is a document. Both may be compressed, {@code .gz}.
 */
public final class Documents {
    private static final Pattern TEXT = Pattern.compile(".*\\.(txt|jsonl)(\\.gz)?");

    private final List<Path> files;
    private final long bytes;

    private Documents(List<Path> files, long bytes) {
        this.files = List.copyOf(files);
        this.bytes = bytes;
    }

    /**
     * The files given, and of the folders given all {@code .txt}, {@code .txt.gz}, {@code .jsonl} and {@code .jsonl.gz}
     * within, sorted. What is given twice is read twice.
     *
     * @throws CorpusException where something does not exist, or a folder holds no such file
     */
    public static Documents of(List<Path> filesOrFolders) {
        List<Path> files = new ArrayList<>();
        for (Path given : filesOrFolders) {
            if (Files.isDirectory(given)) {
                files.addAll(within(given));
            } else if (Files.isRegularFile(given)) {
                files.add(given);
            } else if (Files.exists(given)) {
                throw new CorpusException(given + ": expected a file or folder, found a device or pipe");
            } else {
                throw new CorpusException(given + ": no such file or folder");
            }
        }
        return new Documents(files, bytes(files));
    }

    private static List<Path> within(Path folder) {
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> found = all.filter(file -> TEXT.matcher(file.toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new CorpusException(folder + ": holds no .txt, .txt.gz, .jsonl or .jsonl.gz file");
            }
            return found;
        } catch (IOException e) {
            throw FileFailure.reading(folder, e);
        } catch (UncheckedIOException e) {
            throw FileFailure.reading(folder, e.getCause());
        }
    }

    private static long bytes(List<Path> files) {
        long bytes = 0;
        for (Path file : files) {
            try {
                bytes += Files.size(file);
            } catch (IOException e) {
                throw FileFailure.reading(file, e);
            }
        }
        return bytes;
    }

    /** The files, in the order they are read. */
    public List<Path> files() {
        return files;
    }

    /**
     * Reads all documents. Lines of a {@code .jsonl} file that are blank, or whose text is, hold no document.
     *
     * @param listener told the bytes of files read and of all files, after every document
     * @throws CorpusException where a file cannot be read, holds no document, or holds anything else than text in UTF-8
     */
    public void forEach(Consumer<Document> action, CorpusListener listener) {
        long before = 0;
        for (Path file : files) {
            try (DocumentFile opened = DocumentFile.open(file)) {
                long start = before;
                opened.forEach(document -> {
                    action.accept(document);
                    listener.progress(start + opened.bytesRead(), bytes);
                });
                before += opened.bytesRead();
            }
        }
    }
}
