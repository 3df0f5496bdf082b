package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Tensor;

/** Loads in numbers, for one expert a token and for several. */
class ExpertLoadTest {
    @Test
    void ofTokensWithOneExpert() {
        ExpertLoad half = new ExpertLoad(List.of(6L, 6L, 0L, 0L));
        assertThat(half.total()).isEqualTo(12);
        assertThat(half.silent()).isEqualTo(2);
        assertThat(half.share(1)).isEqualTo(0.5);
        assertThat(half.largestShare()).isEqualTo(0.5);
        assertThat(half.fullestOverMean()).isEqualTo(2);
        assertThat(half.evenness()).isCloseTo(0.5, within(1e-12));
        ExpertLoad even = new ExpertLoad(List.of(5L, 5L, 5L));
        assertThat(even.fullestOverMean()).isEqualTo(1);
        assertThat(even.evenness()).isCloseTo(1, within(1e-12));
        ExpertLoad one = new ExpertLoad(List.of(0L, 9L, 0L));
        assertThat(one.fullestOverMean()).isEqualTo(3);
        assertThat(one.evenness()).isZero();
        ExpertLoad alone = new ExpertLoad(List.of(9L));
        assertThat(List.of(alone.fullestOverMean(), alone.evenness())).containsOnly(1.0);
        ExpertLoad nothing = new ExpertLoad(List.of(0L, 0L));
        assertThat(List.of(nothing.fullestOverMean(), nothing.evenness())).containsOnly(1.0);
        assertThat(List.of(nothing.share(0), nothing.largestShare())).containsOnly(0.0);
        assertThatThrownBy(() -> new ExpertLoad(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    /** The bounds that the Javadoc gives: every token goes to the same experts. */
    @ParameterizedTest
    @CsvSource({"4, 1", "4, 2", "16, 3"})
    void ofTokensThatAllGoToTheSameExperts(int experts, int active) {
        float[] logits = new float[7 * experts];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = i % experts < active ? 9 - i % experts : 0;
        }
        ExpertLoad load = routed(logits, experts, active);
        assertThat(load.total()).isEqualTo(7L * active);
        assertThat(load.tokens().subList(0, active)).containsOnly(7L);
        assertThat(load.silent()).isEqualTo(experts - active);
        assertThat(load.share(0)).isCloseTo(1.0 / active, within(1e-12));
        assertThat(load.largestShare()).isEqualTo(load.share(0));
        assertThat(load.fullestOverMean()).isCloseTo((double) experts / active, within(1e-12));
        assertThat(load.evenness()).isCloseTo(Math.log(active) / Math.log(experts), within(1e-12));
    }

    private static ExpertLoad routed(float[] logits, int experts, int active) {
        try (ReferenceBackend backend = new ReferenceBackend();
                Operators operators = backend.openPass()) {
            HostTensor table = HostTensor.of("logits", Shape.of(logits.length / experts, experts), logits);
            Tensor x = operators.embed(backend.load(table), new int[] {0, 1, 2, 3, 4, 5, 6});
            return ExpertLoad.of(operators.route(x, active, "router"));
        }
    }

    @Test
    void loadsOfOneMixtureAddUp() {
        ExpertLoad sum = new ExpertLoad(List.of(1L, 2L)).plus(new ExpertLoad(List.of(30L, 40L)));
        assertThat(sum).isEqualTo(new ExpertLoad(List.of(31L, 42L)));
        assertThatThrownBy(() -> sum.plus(new ExpertLoad(List.of(1L))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 2 experts, found 1");
    }
}
