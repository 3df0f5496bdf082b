package org.spikingbrain4j.inference;

import org.spikingbrain4j.model.InvalidInputException;

/** The check of an option, with one wording for all of them. */
final class Range {
    private Range() {}

    static void require(boolean inRange, String option, String expected, Object found) {
        if (!inRange) {
            throw new InvalidInputException("%s: expected %s, found %s".formatted(option, expected, found));
        }
    }
}
