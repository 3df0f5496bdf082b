package org.spikingbrain4j.cli;

import org.spikingbrain4j.operators.SpikeRule;

/** The check of a flag, with one wording for all of them. */
final class Require {
    private Require() {}

    /**
     * @throws InputException where the value is below 1
     */
    static int positive(String flag, int value) {
        return inRange(flag, value, Integer.MAX_VALUE);
    }

    /**
     * @throws InputException where the value is not positive within the range of float32
     */
    static double positive(String flag, double value) {
        try {
            return SpikeRule.requireSound(flag, value);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    /**
     * @throws InputException where the value is not in 1 to {@code most}
     */
    static int inRange(String flag, int value, int most) {
        if (value < 1 || value > most) {
            String expected = most == Integer.MAX_VALUE ? "at least 1" : "1 to " + most;
            throw new InputException("%s: expected %s, found %d".formatted(flag, expected, value));
        }
        return value;
    }
}
