package org.spikingbrain4j.checkpoint;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Text from a file, made fit for a one-line message. */
final class Quote {
    private static final int LONGEST = 120;

    private Quote() {}

    /** The text in quotation marks, control characters escaped, cut where it is long. */
    static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().limit(LONGEST).forEach(point -> append(quoted, point));
        if (text.codePointCount(0, text.length()) > LONGEST) {
            quoted.append('…');
        }
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, int point) {
        // Line and paragraph separators are no control characters, and break lines all the same.
        if (Character.isISOControl(point) || point == 0x2028 || point == 0x2029) {
            quoted.append("\\u%04x".formatted(point));
        } else {
            quoted.appendCodePoint(point);
        }
    }

    /** What went wrong, on one line. The JDK's messages repeat the path, and often hold nothing else. */
    static String reason(IOException e) {
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        String kind = switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            default -> e.getClass().getSimpleName();
        };
        return reason == null ? kind : reason.lines().findFirst().orElse(kind);
    }
}
