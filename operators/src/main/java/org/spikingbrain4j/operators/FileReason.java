package org.spikingbrain4j.operators;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;

/** What went wrong with a file, as a part of a one-line message. */
public final class FileReason {
    private FileReason() {}

    /** The reason without the path, which the JDK's messages repeat; they often hold nothing else. */
    public static String of(IOException e) {
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
