package org.spikingbrain4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PositionLossesTest {
    @Test
    void bucketsDouble() {
        PositionLosses losses = new PositionLosses();
        for (long position : new long[] {1, 63, 64, 127, 128, 255, 256, 1L << 40}) {
            losses.add(position, position == 63 ? 3 : 1);
        }

        assertThat(losses.buckets())
                .extracting(PositionLosses.Bucket::from, PositionLosses.Bucket::to, PositionLosses.Bucket::tokens)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0L, 63L, 2L),
                        org.assertj.core.groups.Tuple.tuple(64L, 127L, 2L),
                        org.assertj.core.groups.Tuple.tuple(128L, 255L, 2L),
                        org.assertj.core.groups.Tuple.tuple(256L, 511L, 1L),
                        org.assertj.core.groups.Tuple.tuple(1L << 40, (1L << 41) - 1, 1L));
        PositionLosses.Bucket first = losses.buckets().getFirst();
        assertThat(first.meanLoss()).isEqualTo(2, within(1e-12));
        assertThat(first.standardError()).isEqualTo(1, within(1e-12)); // √2 / √2
        assertThat(losses.buckets().getLast().standardError()).isZero();
    }
}
