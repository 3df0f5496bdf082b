package org.spikingbrain4j.checkpoint;

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
}
