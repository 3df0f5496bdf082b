package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Tensor;

/** A back end beside the reference: the same computation on both must give the same values. */
final class SideBySide implements AutoCloseable {
    private final Lane subject;
    private final Lane reference = new Lane(new ReferenceBackend());
    private final double tolerance;

    SideBySide(ContractSubject contract) {
        this.subject = new Lane(contract.backend());
        this.tolerance = contract.tolerance();
    }

    Lane subject() {
        return subject;
    }

    Lane reference() {
        return reference;
    }

    /** Compares one tensor that both lanes compute in one pass. */
    void agree(Object what, BiFunction<Lane, Operators, Tensor> computation) {
        Function<Lane, List<float[]>> run =
                lane -> lane.pass(operators -> List.<float[]>of(operators.toHost(computation.apply(lane, operators))));
        agree(what, run, run);
    }

    /**
     * Compares the results of a computation on the back end with those of a computation on the reference; a second run on the
     * back end must give the same bits.
     */
    void agree(Object what, Function<Lane, List<float[]>> onSubject, Function<Lane, List<float[]>> onReference) {
        List<float[]> expected = onReference.apply(reference);
        subject.poison();
        List<float[]> actual = onSubject.apply(subject);
        subject.poison();
        List<float[]> again = onSubject.apply(subject);
        assertThat(actual).as("%s: results", what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            close(what + ", result " + i, expected.get(i), actual.get(i));
            assertThat(again.get(i)).as("%s, result %d: a second run", what, i).isEqualTo(actual.get(i));
        }
    }

    private void close(String what, float[] expected, float[] actual) {
        assertThat(actual).as("%s: elements", what).hasSameSizeAs(expected);
        Deviation deviation = Deviation.between(expected, actual);
        assertThat(deviation.within(tolerance))
                .as("%s: %s; tolerance %.1e", what, deviation, tolerance)
                .isTrue();
    }

    @Override
    public void close() {
        subject.close();
        reference.close();
    }
}
