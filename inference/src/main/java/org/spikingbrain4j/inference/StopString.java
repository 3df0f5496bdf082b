package org.spikingbrain4j.inference;

/** Follows how far a text has got into one stop string, character by character in constant time (Knuth-Morris-Pratt). */
final class StopString {
    private final String stop;
    private final int[] fallback; // by matched length: the next shorter beginning that the text also ends with
    private int matched;

    StopString(String stop) {
        this.stop = stop;
        this.fallback = fallback(stop);
    }

    /** Takes the next character of the text; not after the whole stop string was seen. */
    void accept(char next) {
        matched = advance(stop, fallback, matched, next);
    }

    /** Length of the longest beginning of the stop string that the text ends with. */
    int matched() {
        return matched;
    }

    boolean complete() {
        return matched == stop.length();
    }

    private static int[] fallback(String stop) {
        int[] fallback = new int[stop.length() + 1];
        int matched = 0;
        for (int i = 1; i < stop.length(); i++) {
            matched = advance(stop, fallback, matched, stop.charAt(i));
            fallback[i + 1] = matched;
        }
        return fallback;
    }

    private static int advance(String stop, int[] fallback, int matched, char next) {
        int length = matched;
        while (length > 0 && stop.charAt(length) != next) {
            length = fallback[length];
        }
        return stop.charAt(length) == next ? length + 1 : length;
    }
}
