package org.spikingbrain4j.inference;

import java.util.List;

/**
 * Ends a streamed text before the first stop string. The first one is the one complete first, and the longest of those that
 * are complete at the same character, so that the result does not depend on how the text was cut into pieces. Text that may
 * be the beginning of a stop string is held back until that is known: nothing given out is ever taken back.
 */
final class StopStrings {
    private final List<StopString> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    StopStrings(List<String> stops) {
        this.stops = stops.stream().map(StopString::new).toList();
    }

    /** Takes the next piece of text and returns what can be given out; nothing more once {@link #stopped}. */
    String accept(String piece) {
        if (stopped) {
            return "";
        }
        for (int i = 0; i < piece.length() && !stopped; i++) {
            char next = piece.charAt(i);
            held.append(next);
            stops.forEach(stop -> stop.accept(next));
            stopped = stops.stream().anyMatch(StopString::complete);
        }
        int end = held.length() - longestMatch();
        String free = held.substring(0, end);
        held.delete(0, stopped ? held.length() : end);
        return free;
    }

    boolean stopped() {
        return stopped;
    }

    /** At the end of the text: what was held back, since no stop string can follow. */
    String finish() {
        String rest = held.toString();
        held.setLength(0);
        return rest;
    }

    private int longestMatch() {
        return stops.stream()
                .filter(stop -> !stopped || stop.complete())
                .mapToInt(StopString::matched)
                .max()
                .orElse(0);
    }
}
