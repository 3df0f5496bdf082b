package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.training.LearningRate.Schedule;

class LearningRateTest {
    /** 100 steps, of which 10 rise. */
    @ParameterizedTest
    @CsvSource({
        "COSINE, 0, 0.1",
        "COSINE, 9, 1",
        "COSINE, 10, 1",
        "COSINE, 55, 0.6",
        "COSINE, 99, 0.20024",
        "LINEAR, 55, 0.6",
        "LINEAR, 99, 0.20889",
        "CONSTANT, 4, 0.5",
        "CONSTANT, 99, 1",
        "WSD, 81, 1",
        "WSD, 91, 0.6",
        "WSD, 99, 0.24444",
    })
    void risesAndFollowsItsSchedule(Schedule schedule, long step, double share) {
        LearningRate rate = new LearningRate(schedule, 2e-3, 0.1, 0.2);
        assertThat(rate.at(step, 100)).isCloseTo(2e-3 * share, within(1e-8));
    }

    @ParameterizedTest
    @EnumSource
    void isPositiveInShortStagesToo(Schedule schedule) {
        for (double warmup : new double[] {0, 0.1, 0.5, 1}) {
            for (long steps = 1; steps < 8; steps++) {
                for (long step = 0; step < steps; step++) {
                    assertThat(new LearningRate(schedule, 1, warmup, 0).at(step, steps))
                            .as("%s, warm-up %s, step %d of %d", schedule, warmup, step, steps)
                            .isBetween(Double.MIN_NORMAL, 1.0);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aPeakThatTeachesNothingIsRefused(double peak) {
        assertThatThrownBy(() -> new LearningRate(Schedule.COSINE, peak, 0, 0))
                .isInstanceOf(FieldException.class)
                .hasMessageContaining("learning_rate");
    }

    @Test
    void sharesOutsideOfTheirRangeAreRefused() {
        assertThatThrownBy(() -> new LearningRate(Schedule.WSD, 1, 1.5, 0)).hasMessageContaining("warmup");
        assertThatThrownBy(() -> new LearningRate(Schedule.WSD, 1, 0, Double.NaN))
                .hasMessageContaining("end");
    }
}
