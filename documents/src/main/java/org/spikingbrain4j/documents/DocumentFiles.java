package org.spikingbrain4j.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the files that are to be read. */
public final class DocumentFiles {
    private DocumentFiles() {}

    /**
     * The files given, and of the folders given all within that have an ending of the formats, also with {@code .gz} behind,
     * sorted. What is given twice is there twice.
     *
     * @param formats looked for in folders; a file given by its name may have any
     * @throws DocumentException where something does not exist, or a folder holds no such file
     */
    public static List<Path> find(List<Path> filesOrFolders, Set<Format> formats) {
        List<Path> files = new ArrayList<>();
        for (Path given : filesOrFolders) {
            if (Files.isDirectory(given)) {
                files.addAll(within(given, formats));
            } else if (Files.exists(given)) {
                files.add(given);
            } else {
                throw new DocumentException(given + ": no such file or folder");
            }
        }
        return List.copyOf(files);
    }

    private static List<Path> within(Path folder, Set<Format> formats) {
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> found = all.filter(file -> formats.stream().anyMatch(format -> format.named(file)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new DocumentException("%s: holds no file that ends in one of %s, with or without %s"
                        .formatted(folder, Format.endings(formats), Format.PACKED));
            }
            return found;
        } catch (IOException e) {
            throw FileFailure.reading(folder, e);
        } catch (UncheckedIOException e) {
            throw FileFailure.reading(folder, e.getCause());
        }
    }
}
