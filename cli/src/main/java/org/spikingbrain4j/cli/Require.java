package org.spikingbrain4j.cli;

/** The check of a flag, with one wording for all of them. */
final class Require {
    private Require() {}

    /**
     * @throws InputException where the value is below 1
     */
    static int positive(String flag, int value) {
        if (value < 1) {
            throw new InputException("%s: expected at least 1, found %d".formatted(flag, value));
        }
        return value;
    }
}
