package org.spikingbrain4j.documents;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.spikingbrain4j.operators.FileReason;

/** What went wrong with a file, in one line. */
final class FileFailure {
    private FileFailure() {}

    /** A file that cannot be read. */
    static DocumentException reading(Path file, IOException e) {
        return new DocumentException(
                switch (e) {
                    case EOFException _ -> file + ": ends in the middle of its compressed data; copy it again";
                    case ZipException _ ->
                        "%s: no sound gzip file: %s; copy it again or rename it".formatted(file, FileReason.of(e));
                    case NoSuchFileException _ -> file + ": no such file or folder";
                    case FileSystemException inner
                    when inner.getFile() != null ->
                        "%s: cannot be read: %s".formatted(inner.getFile(), FileReason.of(e));
                    default ->
                        Files.isDirectory(file)
                                ? file + ": is a directory, expected a file"
                                : "%s: cannot be read: %s".formatted(file, FileReason.of(e));
                },
                e);
    }
}
