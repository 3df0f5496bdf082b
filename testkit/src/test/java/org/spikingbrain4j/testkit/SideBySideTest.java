package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Tensor;

/** The comparison finds what a faulty back end does: a contract that cannot fail proves nothing. */
class SideBySideTest {

    @Test
    void soundBackendAgrees() {
        assertThatCode(() -> compareRelu(x -> x)).doesNotThrowAnyException();
    }

    @Test
    void oneWrongElementIsFound() {
        assertThatThrownBy(() -> compareRelu(x -> with(x, 12, x[12] + 0.01f)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("relative RMS error");
    }

    @Test
    void oneNanIsFound() {
        assertThatThrownBy(() -> compareRelu(x -> with(x, 0, Float.NaN))).isInstanceOf(AssertionError.class);
    }

    @Test
    void infinityIsFound() {
        assertThatThrownBy(() -> compareRelu(x -> with(x, 3, Float.POSITIVE_INFINITY)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void anotherResultInTheSecondRunIsFound() {
        AtomicInteger run = new AtomicInteger();
        assertThatThrownBy(() -> compareRelu(x -> with(x, 1, Math.nextUp(x[1] + run.getAndIncrement() * 1e-7f))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("second run");
    }

    private static float[] with(float[] values, int index, float value) {
        float[] changed = values.clone();
        changed[index] = value;
        return changed;
    }

    private static void compareRelu(UnaryOperator<float[]> fault) {
        try (SideBySide sides = new SideBySide(new Faulty(fault))) {
            Matrix x = new RandomData(1).uniform(1, 13, 0.5, 1);
            sides.agree("relu", (lane, ops) -> ops.relu(lane.upload(ops, x)));
        }
    }

    /** The reference with a fault in what it gives to the host. */
    private record Faulty(UnaryOperator<float[]> fault) implements ContractSubject {

        @Override
        public Backend backend() {
            return new ForwardingBackend(new ReferenceBackend()) {
                @Override
                public Operators openPass(int longestSpan) {
                    return new ForwardingOperators(super.openPass(longestSpan)) {
                        @Override
                        public float[] toHost(Tensor x) {
                            return fault.apply(super.toHost(x));
                        }
                    };
                }
            };
        }

        @Override
        public double tolerance() {
            return 1e-6;
        }
    }
}
