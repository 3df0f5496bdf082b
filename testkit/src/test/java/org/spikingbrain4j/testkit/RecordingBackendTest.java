package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

class RecordingBackendTest {

    @Test
    void keepsCallsByWeightAlsoInsideBranches() {
        RandomData random = new RandomData(5);
        try (RecordingBackend backend = new RecordingBackend(new ReferenceBackend())) {
            Weight table = backend.load(random.weight("embeddings", DataType.F32, 7, 5));
            Weight norm = backend.load(random.vector("norm", DataType.F32, 5, 1, 0.1));
            Weight weight = backend.load(random.weight("o_proj", DataType.F32, 5, 5));
            float[] sum;
            try (Operators ops = backend.openPass()) {
                Tensor x = ops.embed(table, new int[] {3, 6});
                sum = ops.toHost(ops.residual(x, r -> ops.linear(ops.rmsNorm(r, norm, 1e-6), weight)));
            }
            assertThat(backend.calls())
                    .extracting(RecordedCall::operator)
                    .containsExactly("embed", "rmsNorm", "linear");
            Matrix embedded = backend.call("embeddings").output();
            Matrix change = backend.call("o_proj").output();
            assertThat(backend.call("norm").input().values()).isEqualTo(embedded.values());
            assertThat(backend.call("o_proj").input().values())
                    .isEqualTo(backend.call("norm").output().values());
            assertThat(sum[9]).isCloseTo(embedded.values()[9] + change.values()[9], within(1e-6f));
            assertThat(backend.calls("linear")).hasSize(1);
            backend.clear();
            assertThatThrownBy(() -> backend.call("norm")).hasMessageContaining("norm");
        }
    }
}
