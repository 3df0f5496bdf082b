package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The reference against numbers worked out by hand; what it shares with other back ends is in testkit's contract. */
class ReferenceOperatorsTest {
    private final Backend backend = new ReferenceBackend();
    private final Operators ops = backend.openPass();

    @Test
    void rmsNormHasEpsilonInsideTheRoot() {
        Tensor x = row(3, 4);
        assertValues(ops.rmsNorm(x, vector(1, 2), 0.5), 3 / Math.sqrt(13), 8 / Math.sqrt(13));
        assertValues(ops.rmsNorm(x, vector(2), 0), 2, 2);
    }

    @Test
    void linearMultipliesByRowsOfTheWeight() {
        Weight weight = backend.load(HostTensor.of("w", Shape.of(3, 2), new double[] {1, 0, 0, 1, 1, -1}));
        assertValues(ops.linear(row(3, 4), weight, vector(10, 20, 30)), 13, 24, 29);
    }

    @Test
    void rotaryPairsChannelsOfTheTwoHalves() {
        RotaryFrequencies frequencies = new RotaryFrequencies(new double[] {Math.PI / 2, 0});
        Tensor turned = ops.rotary(row(1, 2, 3, 4), frequencies, List.of(new Span<>(0, 1, 1, "none")));
        assertValues(turned, -3, 2, 1, 4);
    }

    @Test
    void mapsFollowTheirFormulas() {
        double e = Math.E;
        assertValues(ops.relu(row(-1, 2)), 0, 2);
        assertValues(ops.logSigmoid(row(0, 1), 0.5), -Math.log(2) / 2, -Math.log(1 + 1 / e) / 2);
        assertValues(ops.siluMul(row(1, 0), row(3, 3)), 3 / (1 + 1 / e), 0);
    }

    @Test
    void windowIncludesTheQuerysOwnKey() {
        AttentionHeads heads = new AttentionHeads(1, 1, 1);
        KeyValueCache cache = backend.keyValueCache(heads, OptionalInt.of(2));
        Tensor zeros = column(0, 0, 0);
        Tensor out = ops.attention(zeros, zeros, column(1, 3, 8), heads, List.of(new Span<>(0, 3, 0, cache)));
        assertValues(out, 1, 2, 5.5);
    }

    @Test
    void softmaxWeighsByScaledScores() {
        AttentionHeads heads = new AttentionHeads(1, 1, 4);
        KeyValueCache cache = backend.keyValueCache(heads, OptionalInt.empty());
        Tensor q = matrix(2, 0, 0, 0, 0, 2, 0, 0, 0);
        Tensor k = matrix(2, 0, 0, 0, 0, Math.log(3), 0, 0, 0);
        Tensor v = matrix(2, 4, 0, 0, 0, 0, 8, 0, 0);
        Tensor out = ops.attention(q, k, v, heads, List.of(new Span<>(0, 2, 0, cache)));
        assertValues(ops.selectRows(out, new int[] {1}), 1, 6, 0, 0);
    }

    @Test
    void gatedLinearAttentionReadsTheStateAfterItsUpdate() {
        AttentionHeads heads = new AttentionHeads(2, 1, 1);
        RecurrentState state = backend.recurrentState(heads);
        Tensor q = matrix(2, 1, 10, 1, 10);
        Tensor gate = column(0, -Math.log(2));
        Tensor out = ops.gatedLinearAttention(
                q, column(2, 3), column(5, 7), gate, heads, List.of(new Span<>(0, 2, 0, state)));
        assertValues(out, 10, 100, 26, 260);
        assertThat(state.export("s").toDoubles()).containsExactly(new double[] {26}, within(1e-12));
    }

    @Test
    void residualConsumesItsInput() {
        Tensor x = row(1, 2);
        assertValues(ops.residual(x, ops::relu), 2, 4);
        assertThatThrownBy(() -> ops.relu(x)).isInstanceOf(IllegalStateException.class);
    }

    private Tensor row(double... values) {
        return matrix(1, values);
    }

    private Tensor column(double... values) {
        return matrix(values.length, values);
    }

    private Tensor matrix(int rows, double... values) {
        int[] tokens = new int[rows];
        for (int t = 0; t < rows; t++) {
            tokens[t] = t;
        }
        return ops.embed(backend.load(HostTensor.of("x", Shape.of(rows, values.length / rows), values)), tokens);
    }

    private Weight vector(double... values) {
        return backend.load(HostTensor.of("vector", Shape.of(values.length), values));
    }

    private static void assertValues(Tensor actual, double... expected) {
        assertThat(((ReferenceTensor) actual).toDoubles()).containsExactly(expected, within(1e-12));
    }
}
