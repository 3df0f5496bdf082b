package org.spikingbrain4j.documents;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** What went wrong with a file, in one line. */
public final class FileFailure {
    private FileFailure() {}

    /** A file that cannot be read. */
    static DocumentException reading(Path file, IOException e) {
        return new DocumentException(
                switch (e) {
                    case EOFException _ -> file + ": ends in the middle of its compressed data; copy it again";
                    case ZipException _ ->
                        "%s: no sound gzip file: %s; copy it again or rename it".formatted(file, reason(e));
                    case NoSuchFileException _ -> file + ": no such file or folder";
                    case FileSystemException inner
                    when inner.getFile() != null -> "%s: cannot be read: %s".formatted(inner.getFile(), reason(e));
                    default ->
                        Files.isDirectory(file)
                                ? file + ": is a directory, expected a file"
                                : "%s: cannot be read: %s".formatted(file, reason(e));
                },
                e);
    }

    /** The reason without the path, which the JDK's messages repeat; they often hold nothing else. */
    public static String reason(IOException e) {
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        String kind = switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            case FileSystemLoopException _ -> "a link leads back to a folder above it";
            default -> e.getClass().getSimpleName();
        };
        return reason == null ? kind : reason.lines().findFirst().orElse(kind);
    }
}
