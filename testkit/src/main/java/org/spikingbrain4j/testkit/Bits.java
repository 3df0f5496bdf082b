package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** Equality to the last bit, with the first difference in the message. */
final class Bits {
    private Bits() {}

    static void same(String what, float[] expected, float[] actual) {
        assertThat(actual).as("%s: elements", what).hasSameSizeAs(expected);
        int different = Arrays.mismatch(expected, actual);
        if (different >= 0) {
            throw new AssertionError("%s: element %d: expected %s (%08x), found %s (%08x)"
                    .formatted(
                            what,
                            different,
                            expected[different],
                            Float.floatToRawIntBits(expected[different]),
                            actual[different],
                            Float.floatToRawIntBits(actual[different])));
        }
    }
}
