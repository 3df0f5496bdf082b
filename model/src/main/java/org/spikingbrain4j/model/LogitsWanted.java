package org.spikingbrain4j.model;

/** For which of the tokens given the logits of the next token are computed: the head is the costliest projection. */
public enum LogitsWanted {
    NONE,
    LAST,
    ALL;

    int rows(int tokens) {
        return switch (this) {
            case NONE -> 0;
            case LAST -> 1;
            case ALL -> tokens;
        };
    }
}
