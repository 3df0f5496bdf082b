package org.spikingbrain4j.documents;

/** Cuts a text that is in memory into pieces, never through a surrogate pair. */
final class Pieces {
    private static final int REPLACEMENT = 0xFFFD;

    private final String text;
    private int at;

    Pieces(String text) {
        this.text = text;
    }

    /** A code point, or U+FFFD in the place of zero and half a surrogate pair, which pages and fonts can spell but are no characters. */
    static int character(int codePoint) {
        boolean none = codePoint == 0 || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return none ? REPLACEMENT : codePoint;
    }

    /** The next piece, empty at the end. */
    String next() {
        int end = Math.min(text.length(), at + TextDecoder.PIECE);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        String piece = text.substring(at, end);
        at = end;
        return piece;
    }
}
