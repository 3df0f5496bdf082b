package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.ReferenceTensor;
import org.spikingbrain4j.operators.Span;

/** The reference in its own precision, which the contract's float32 results cannot show. */
class OfficialVectorsTest {

    @Test
    void referenceGivesTheOfficialVectorsInDoublePrecision() {
        try (GatedLinearAttentionVectors vectors = new GatedLinearAttentionVectors();
                Lane lane = new Lane(new ReferenceBackend())) {
            List<GatedLinearAttentionVectors.Vector> all = vectors.all();
            assertThat(all).as("cases").hasSize(14);
            for (GatedLinearAttentionVectors.Vector vector : all) {
                RecurrentState state = lane.recurrentState(vector.inputs().heads());
                vector.start().ifPresent(state::restore);
                double[] outputs = lane.pass(ops -> ((ReferenceTensor) vector.inputs()
                                .gatedLinear(
                                        lane,
                                        ops,
                                        List.of(new Span<>(0, vector.inputs().length(), 0, state))))
                        .toDoubles());
                assertClose(vector.name() + " outputs", vector.outputs(), outputs);
                assertClose(
                        vector.name() + " state",
                        vector.end(),
                        state.export("s").toDoubles());
            }
        }
    }

    private static void assertClose(String what, double[] expected, double[] actual) {
        Deviation deviation = Deviation.between(expected, actual);
        assertThat(deviation.maximum()).as("%s: %s", what, deviation).isLessThanOrEqualTo(1e-10);
    }
}
