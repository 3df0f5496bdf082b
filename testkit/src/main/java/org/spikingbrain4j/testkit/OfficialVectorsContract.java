package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.RecurrentState;

/** Gated linear attention against the official vectors, in the tolerance the specification grants float32 (spec 10). */
public interface OfficialVectorsContract extends ContractSubject {

    @Test
    default void gatedLinearAttentionGivesTheOfficialVectors() {
        try (GatedLinearAttentionVectors vectors = new GatedLinearAttentionVectors();
                Lane lane = new Lane(backend())) {
            for (GatedLinearAttentionVectors.Vector vector : vectors.all()) {
                for (int chunk : List.of(1, 7, 16, 64, vector.inputs().length())) {
                    RecurrentState state = lane.recurrentState(vector.inputs().heads());
                    vector.start().ifPresent(state::restore);
                    float[] outputs = vector.inputs().gatedLinear(lane, state, chunk);
                    String what = vector.name() + ", chunks of " + chunk;
                    assertOfficial(what + ", outputs", vector.outputs(), outputs);
                    HostTensor end = state.export("end");
                    assertOfficial(what + ", state", vector.end(), end.toFloats());
                }
            }
        }
    }

    private static void assertOfficial(String what, double[] expected, float[] actual) {
        Deviation deviation = Deviation.between(expected, Deviation.doubles(actual));
        assertThat(deviation.maximum())
                .as("%s: %s", what, deviation)
                .isLessThanOrEqualTo(2e-5 * Math.max(1, deviation.scale()));
    }
}
