package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.Tensor;

/** The loss that makes the load of experts even, in numbers. */
class BalanceLossTest {
    @Test
    void isExpertsTimesSharesTimesMeanProbabilities() {
        try (TorchBackend backend = new TorchBackend(1);
                TrainingPass pass = backend.openTraining(true)) {
            Tensor p = pass.leaf(pass.constant(new float[] {0.5f, 0.25f, 0.25f, 0.7f, 0.3f, 0}, 2, 3));
            Loss even = pass.balanceLoss(p, List.of(4L, 4L, 4L));
            assertThat(even.value()).isCloseTo(1, within(1e-6));
            Loss uneven = pass.balanceLoss(p, List.of(3L, 1L, 0L));
            assertThat(uneven.value()).isCloseTo(3 * (0.75 * 0.6 + 0.25 * 0.275), within(1e-6));
            pass.backward(uneven);
            assertThat(pass.toHost(pass.gradient(p))).containsExactly(1.125f, 0.375f, 0, 1.125f, 0.375f, 0);
        }
    }

    @Test
    void loadsThatAreNotOfTheExpertsAreRefused() {
        try (TorchBackend backend = new TorchBackend(1);
                TrainingPass pass = backend.openTraining(false)) {
            Tensor p = pass.constant(new float[] {0.5f, 0.5f}, 1, 2);
            for (List<Long> load : List.of(List.of(1L), List.of(1L, 1L, 1L), List.of(0L, 0L))) {
                assertThatThrownBy(() -> pass.balanceLoss(p, load))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("expected tokens of 2 experts");
            }
        }
    }
}
