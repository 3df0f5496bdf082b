package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpikeRuleTest {

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1e-50, 1e-40, 1e39, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesKThatIsNotPositiveWithinFloat32(double k) {
        assertThatThrownBy(() -> rule(k, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("layers.3", "k", String.valueOf(k));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void refusesEmptyRuns(int run) {
        assertThatThrownBy(() -> rule(3, run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("layers.3", String.valueOf(run));
    }

    @Test
    void clampsThresholds() {
        assertThat(rule(4, 1).threshold(1)).isEqualTo(0.25f);
        assertThat(rule(4, 1).threshold(0)).isEqualTo(1e-5f);
        assertThat(rule(4, 1).threshold(3e-5)).isEqualTo(1e-5f);
        assertThat(rule(4, 1).threshold(5e4)).isEqualTo(1e4f);
        assertThat(rule(4, 1).threshold(Double.POSITIVE_INFINITY)).isEqualTo(1e4f);
    }

    /** In double the quotient would round to another float. */
    @Test
    void thresholdsAreDividedInFloat32() {
        double mean = 0.1 + 1e-9;
        assertThat(rule(4.7, 1).threshold(mean))
                .isEqualTo((float) mean / 4.7f)
                .isEqualTo(SpikeRule.threshold(mean, 4.7))
                .isNotEqualTo((float) (mean / 4.7));
    }

    @Test
    void exceptionsNameRowThenToken() {
        SpikeException exception = SpikeException.of(rule(3, 4), 5, 2, Double.NaN, 1);
        assertThat(exception)
                .hasMessageContainingAll("layers.3", "channel 2", "NaN")
                .hasMessageEndingWith("row 5");
        assertThat(exception.row()).isEqualTo(5);
        ActivationException placed = exception.at(1_000_000_007);
        assertThat(placed)
                .hasMessageContainingAll("layers.3", "channel 2", "NaN")
                .hasMessageEndingWith("token 1000000007")
                .hasMessageNotContaining("row 5");
        assertThat(placed.row()).isEqualTo(5);
        assertThat(placed).hasCause(exception);
        assertThat(exception.at(2, 7))
                .hasMessageEndingWith("at token 7 of text 2")
                .hasCause(exception);
    }

    @Test
    void tooManySpikesAreCounted() {
        assertThat(SpikeException.of(rule(3, 4), 0, 1, -1e12, 1e4f))
                .hasMessageContainingAll("-1.0E12 is 100000000 times the threshold 10000.0", "16777216 spikes");
    }

    private static SpikeRule rule(double k, int run) {
        return new SpikeRule("layers.3", k, run, SpikeExecution.COUNTS);
    }
}
