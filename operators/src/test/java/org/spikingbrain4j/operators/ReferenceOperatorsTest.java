package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
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
    void spikesCountThresholdsToTheNearestEven() {
        // Means 3 and 5, k 2: thresholds 1.5 and 2.5.
        Tensor spikes = ops.spike(row(3, -3.75, 0, 5.25, 5, 5, -8.75, 1.25), rule(2, 4));
        HostSpikes host = ops.spikesToHost(spikes);
        assertThat(host.thresholds()).containsExactly(1.5f, 2.5f);
        assertThat(host.counts()).containsExactly(2, -2, 0, 4, 2, 2, -4, 0);
        assertThat(host.value(0, 6)).isEqualTo(-10f);
        assertValues(ops.spikeValues(spikes), 3, -3, 0, 6, 5, 5, -10, 0);
    }

    /** The mean of a row with NaN is NaN; the first channel is not to blame. */
    @Test
    void nanIsBlamedOnItsChannel() {
        assertThatThrownBy(() -> ops.spike(row(1, 2, Double.NaN, 4), rule(3, 4)))
                .isInstanceOf(SpikeException.class)
                .hasMessageContaining("channel 2: expected a finite activation, found NaN");
    }

    @Test
    void integersAreScaledByGroup() {
        HostTensor weights = HostTensor.of("w", Shape.of(1, 4), new float[] {1, 2, 30, -4000});
        HostTensor scales = HostTensor.of("s", Shape.of(1, 2, 1), new float[] {1, 10});
        Weight weight = backend.load(Int8Rounding.round(weights, scales, Arena.ofAuto()));
        // The mean is 4, k 2: threshold 2, counts 1, 0, 4, 3. Codes 1, 2, 3, -400.
        Tensor x = row(2, 0, 8, 6);
        double expected = 2 * (1 * 1 + 10 * (4 * 3 - 3 * 400));
        assertValues(ops.linear(ops.spike(x, rule(2, 4)), weight, vector(5)), expected + 5);
        assertValues(ops.linear(x, weight), 2 + 10 * (8 * 3 - 6 * 400));
    }

    @Test
    void roundedKeysAndValuesAreSeenAndExactOnesKept() {
        AttentionHeads heads = new AttentionHeads(1, 1, 2);
        KeyValueCache cache = backend.keyValueCache(heads, OptionalInt.empty());
        // Scale 1: 2.5 is a tie.
        Tensor v = row(127, 2.5);
        Tensor out = ops.attention(
                row(0, 0), row(0, 0), v, heads, List.of(new Span<>(0, 1, 0, cache)), KeyValuePrecision.INT8);
        assertValues(out, 127, 2);
        assertThat(cache.exportValues("v").toDoubles()).containsExactly(127, 2.5);
    }

    private static SpikeRule rule(double k, int run) {
        return new SpikeRule("in", k, run, SpikeExecution.EVENTS);
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
