package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.CodeExcess;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** The exact comparison finds the last bit, a lost excess, and executions that differ. */
class Int8ComparisonTest {

    @Test
    void referenceAgreesWithinItsTolerance() {
        assertThatCode(() -> compare(new Subject(new ReferenceBackend(), false)))
                .doesNotThrowAnyException();
    }

    /** Double precision rounds once where float32 rounds in every group. */
    @Test
    void otherLastBitsAreFound() {
        assertThatThrownBy(() -> compare(new Subject(new ReferenceBackend(), true)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("element");
    }

    @Test
    void lostExcessIsFound() {
        Backend lossy = new ForwardingBackend(new ReferenceBackend()) {
            @Override
            public Weight load(Int8Matrix matrix) {
                return super.load(new Int8Matrix(matrix.codes(), matrix.scales(), CodeExcess.none(matrix.in())));
            }
        };
        assertThatThrownBy(() -> compare(new Subject(lossy, false)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("relative RMS error");
    }

    @Test
    void executionsThatDifferAreFound() {
        Backend unequal = new ForwardingBackend(new ReferenceBackend()) {
            @Override
            public Operators openPass(int longestSpan) {
                return new ForwardingOperators(super.openPass(longestSpan)) {
                    @Override
                    public Tensor spike(Tensor x, SpikeRule rule) {
                        boolean counts = rule.execution() == SpikeExecution.COUNTS;
                        return super.spike(counts ? x : super.selectRows(x, new int[] {1, 0, 2, 3, 4, 5}), rule);
                    }
                };
            }
        };
        assertThatThrownBy(() -> compare(new Subject(unequal, false)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("counts");
    }

    private static void compare(Subject subject) {
        RandomData random = new RandomData(251);
        Int8Case weight = Int8Case.random(random, 896, 33, 64, Int8Case.Codes.EXCESS);
        HostTensor bias = random.vector("b", DataType.F32, 33, 0, 1);
        try (Lane lane = new Lane(subject.backend())) {
            Activity.Rows x = Activity.EVERYTHING.rows(random, 6, 896);
            new Int8Comparison(subject, lane).exact(random.toString(), weight, bias, x);
        }
    }

    private record Subject(Backend backend, boolean computesInFloat32) implements ContractSubject {
        @Override
        public double tolerance() {
            return 1e-6;
        }
    }
}
