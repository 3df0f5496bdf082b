package org.spikingbrain4j.training;

/** The check of a field, with one wording for all of them. */
final class FieldCheck {
    private FieldCheck() {}

    static void require(boolean sound, String field, String expected, Object found) {
        if (!sound) {
            throw new FieldException("%s: expected %s, found %s".formatted(field, expected, found));
        }
    }

    static void requirePositive(String field, long value) {
        require(value >= 1, field, "at least 1", value);
    }

    static void requireFrom0(String field, double value) {
        require(value >= 0 && Double.isFinite(value), field, "a number from 0 on", value);
    }

    static void requireShare(String field, double value) {
        require(value >= 0 && value <= 1, field, "a share from 0 to 1", value);
    }
}
