package org.spikingbrain4j.corpus;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** What went wrong with a file, in one line. */
final class FileFailure {
    private FileFailure() {}

    static CorpusException reading(Path file, IOException e) {
        return new CorpusException(
                switch (e) {
                    case EOFException _ ->
                        "%s: ends in the middle of its compressed data; copy it again".formatted(file);
                    case ZipException _ ->
                        "%s: no sound gzip file: %s; copy it again or rename it".formatted(file, reason(e));
                    case FileSystemException inner
                    when inner.getFile() != null -> "%s: cannot be read: %s".formatted(inner.getFile(), reason(e));
                    default -> "%s: cannot be read: %s".formatted(file, reason(e));
                },
                e);
    }

    static CorpusException writing(Path file, IOException e) {
        return new CorpusException(
                "%s: cannot be written: %s; check that the folder may be written and has space"
                        .formatted(file, reason(e)),
                e);
    }

    /** The JDK's messages repeat the path, and often hold nothing else. */
    private static String reason(IOException e) {
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
