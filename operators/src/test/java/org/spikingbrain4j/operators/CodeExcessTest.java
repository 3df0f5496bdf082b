package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodeExcessTest {
    /** Of three input channels the second has none. */
    private static final CodeExcess EXCESS =
            new CodeExcess(new int[] {0, 3, 3, 5}, new int[] {1, 4, 9, 0, 4}, new int[] {10, -20, 30, 7, 8});

    @Test
    void noneHasNothing() {
        CodeExcess none = CodeExcess.none(3);
        long[] sums = new long[4];
        none.add(2, 5, 0, 4, sums);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.has(2)).isFalse();
        assertThat(none.at(1, 3)).isZero();
        assertThat(sums).containsOnly(0);
    }

    @Test
    void findsSingleAmounts() {
        assertThat(EXCESS.isEmpty()).isFalse();
        assertThat(new boolean[] {EXCESS.has(0), EXCESS.has(1), EXCESS.has(2)}).containsExactly(true, false, true);
        assertThat(EXCESS.at(0, 4)).isEqualTo(-20);
        assertThat(EXCESS.at(0, 0)).isZero();
        assertThat(EXCESS.at(1, 4)).isZero();
        assertThat(EXCESS.at(2, 4)).isEqualTo(8);
        assertThat(EXCESS.at(2, 9)).isZero();
    }

    @Test
    void addsToAllOutputs() {
        long[] sums = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        EXCESS.add(0, 3, 0, 10, sums);
        assertThat(sums).containsExactly(1, 31, 1, 1, -59, 1, 1, 1, 1, 91);
    }

    /** Every part of the outputs sees its own amounts and no others. */
    @Test
    void addsToAnyPartOfTheOutputs() {
        for (int channel = 0; channel < 3; channel++) {
            for (int from = 0; from <= 10; from++) {
                for (int to = from; to <= 10; to++) {
                    long[] sums = new long[to - from];
                    EXCESS.add(channel, -2, from, to, sums);
                    for (int o = from; o < to; o++) {
                        assertThat(sums[o - from])
                                .as("channel %d, outputs %d to %d, output %d", channel, from, to, o)
                                .isEqualTo(-2L * EXCESS.at(channel, o));
                    }
                }
            }
        }
    }

    @Test
    void factorsBeyondAnIntAreExact() {
        long[] sums = new long[1];
        EXCESS.add(0, 1L << 40, 9, 10, sums);
        assertThat(sums).containsExactly(30L << 40);
    }
}
