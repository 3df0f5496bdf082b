package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.SpikeException;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** What cannot spike is named, spikes go only where they belong, and they end with their pass. */
public interface SpikeArgumentContract extends ContractSubject {
    SpikeRule SPIKE_RULE = spikeRule(16);

    private static SpikeRule spikeRule(int run) {
        return new SpikeRule("layers.3.mlp", 3, run, SpikeExecution.COUNTS);
    }

    @ParameterizedTest(name = "{0} cannot spike")
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e20f, -3e38f})
    default void whatCannotSpikeIsNamed(float value) {
        RandomData random = new RandomData(221);
        try (Lane lane = new Lane(backend())) {
            for (int run : List.of(896, 64)) {
                for (int place : List.of(0, 5, 63, 64, 20 * 896 + 130, 40 * 896 - 1)) {
                    Matrix x = random.normal(40, 896, 1);
                    x.values()[place] = value;
                    String what = "run %d, element %d, %s".formatted(run, place, random);
                    SpikeException thrown = refusedSpike(lane, x, spikeRule(run));
                    assertThat(thrown)
                            .as(what)
                            .hasMessageContaining("layers.3.mlp")
                            .hasMessageContaining("channel %d:", place % 896)
                            .hasMessageEndingWith("row %d", place / 896);
                    assertThat(thrown.row()).as(what).isEqualTo(place / 896);
                }
            }
        }
    }

    /** The threshold is the largest; one step of float32 more than the count that it allows. */
    @Test
    default void countsBeyondFloatAreRefused() {
        float largest = SpikeRule.LARGEST_THRESHOLD * SpikeRule.LARGEST_COUNT;
        try (Lane lane = new Lane(backend())) {
            for (float sign : List.of(1f, -1f)) {
                Matrix x = Matrix.row(largest, sign * Math.nextUp(Math.nextUp(largest)), 1);
                assertThat(refusedSpike(lane, x, spikeRule(3)))
                        .hasMessageContaining("channel 1:")
                        .hasMessageContaining(String.valueOf(SpikeRule.LARGEST_COUNT));
            }
        }
    }

    private static SpikeException refusedSpike(Lane lane, Matrix x, SpikeRule rule) {
        try (Operators operators = lane.backend().openPass()) {
            Tensor dense = lane.upload(operators, x);
            SpikeException thrown = catchThrowableOfType(SpikeException.class, () -> operators.spike(dense, rule));
            assertThat(thrown).as("%s of row 0: %s", rule, x.values()[0]).isNotNull();
            return thrown;
        }
    }

    @Test
    default void runsThatDoNotDivideAreRefused() {
        for (int run : List.of(3, 15, 17, 32)) {
            refused((lane, ops) -> ops.spike(dense(lane, ops), spikeRule(run)));
        }
    }

    @Test
    default void severalThresholdsPerRowAreRefusedByLinear() {
        refused((lane, ops) -> ops.linear(ops.spike(dense(lane, ops), spikeRule(8)), matrix(lane, 16)));
        refused((lane, ops) -> ops.linear(ops.spike(dense(lane, ops), spikeRule(8)), integers(lane)));
    }

    @Test
    default void spikesThatDoNotFitAWeightAreRefused() {
        refused((lane, ops) -> ops.linear(spikes(lane, ops), matrix(lane, 15)));
        refused((lane, ops) -> ops.linear(spikes(lane, ops), matrix(lane, 32)));
        refused((lane, ops) -> ops.linear(spikes(lane, ops), matrix(lane, 16), vector(lane, 6)));
        refused((lane, ops) -> ops.linear(spikes(lane, ops), integers(lane), vector(lane, 6)));
    }

    @Test
    default void spikesAreNoActivations() {
        refused((lane, ops) -> ops.rmsNorm(spikes(lane, ops), vector(lane, 16), 1e-6));
        refused((lane, ops) -> ops.relu(spikes(lane, ops)));
        refused((lane, ops) -> ops.logSigmoid(spikes(lane, ops), 1));
        refused((lane, ops) -> ops.siluMul(spikes(lane, ops), dense(lane, ops)));
        refused((lane, ops) -> ops.siluMul(dense(lane, ops), spikes(lane, ops)));
        refused((lane, ops) ->
                ops.rotary(spikes(lane, ops), RotaryFrequencies.of(1e4, 8), List.of(new Span<>(0, 4, 0, "none"))));
        refused((lane, ops) -> ops.selectRows(spikes(lane, ops), new int[] {0}));
        refused((lane, ops) -> ops.argmax(spikes(lane, ops)));
        refused((lane, ops) -> ops.toHost(spikes(lane, ops)));
        refused((lane, ops) -> ops.spike(spikes(lane, ops), SPIKE_RULE));
        refused((lane, ops) -> ops.residual(spikes(lane, ops), x -> x));
        refused((lane, ops) -> ops.residual(dense(lane, ops), x -> ops.spike(x, SPIKE_RULE)));
    }

    @Test
    default void spikesAreNoQueriesKeysOrValues() {
        AttentionHeads heads = new AttentionHeads(2, 2, 8);
        for (int spiking = 0; spiking < 4; spiking++) {
            int which = spiking;
            refused((lane, ops) -> ops.gatedLinearAttention(
                    either(lane, ops, which == 0),
                    either(lane, ops, which == 1),
                    either(lane, ops, which == 2),
                    either(lane, ops, which == 3),
                    heads,
                    List.of(new Span<>(0, 4, 0, lane.recurrentState(heads)))));
        }
        for (int spiking = 0; spiking < 3; spiking++) {
            int which = spiking;
            refused((lane, ops) -> ops.attention(
                    either(lane, ops, which == 0),
                    either(lane, ops, which == 1),
                    either(lane, ops, which == 2),
                    heads,
                    List.of(new Span<>(0, 4, 0, lane.keyValueCache(heads, OptionalInt.empty())))));
        }
    }

    @Test
    default void activationsAreNoSpikes() {
        refused((lane, ops) -> ops.spikesToHost(dense(lane, ops)));
        refused((lane, ops) -> ops.spikeValues(dense(lane, ops)));
    }

    @Test
    default void spikesOfAnotherBackendAreRefused() {
        Tensor foreign = new ArgumentContract.ForeignTensor(4, 16);
        refused((lane, ops) -> ops.spike(foreign, SPIKE_RULE));
        refused((lane, ops) -> ops.spikesToHost(foreign));
        refused((lane, ops) -> ops.spikeValues(foreign));
        refused((lane, ops) -> ops.linear(foreign, integers(lane)));
    }

    private void refused(BiConsumer<Lane, Operators> call) {
        try (Lane lane = new Lane(backend());
                Operators operators = lane.backend().openPass()) {
            assertThatThrownBy(() -> call.accept(lane, operators)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void spikesEndWithTheirPass() {
        try (Lane lane = new Lane(backend())) {
            Operators operators = lane.backend().openPass();
            Tensor dense = dense(lane, operators);
            Tensor spikes = spikes(lane, operators);
            operators.close();
            assertThatThrownBy(() -> operators.spike(dense, SPIKE_RULE)).isInstanceOf(IllegalStateException.class);
            assertEnded(lane, operators, spikes);
            try (Operators next = lane.backend().openPass()) {
                spikes(lane, next);
                assertEnded(lane, next, spikes);
            }
        }
    }

    @Test
    default void spikesEndWithTheirBranch() {
        List<Tensor> leaked = new ArrayList<>();
        try (Lane lane = new Lane(backend());
                Operators operators = lane.backend().openPass()) {
            operators.residual(dense(lane, operators), x -> {
                leaked.add(operators.spike(x, SPIKE_RULE));
                return x;
            });
            spikes(lane, operators);
            assertEnded(lane, operators, leaked.getFirst());
        }
    }

    private static void assertEnded(Lane lane, Operators operators, Tensor spikes) {
        Weight floats = matrix(lane, 16);
        Weight integers = integers(lane);
        assertThatThrownBy(() -> operators.spikesToHost(spikes)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> operators.spikeValues(spikes)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> operators.linear(spikes, floats)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> operators.linear(spikes, integers)).isInstanceOf(IllegalStateException.class);
    }

    private static Tensor dense(Lane lane, Operators operators) {
        return lane.upload(operators, new RandomData(222).normal(4, 16, 1));
    }

    private static Tensor spikes(Lane lane, Operators operators) {
        return operators.spike(dense(lane, operators), SPIKE_RULE);
    }

    private static Tensor either(Lane lane, Operators operators, boolean spikes) {
        return spikes ? spikes(lane, operators) : dense(lane, operators);
    }

    private static Weight matrix(Lane lane, int in) {
        return lane.weight(new RandomData(223).weight("matrix", DataType.F32, 5, in));
    }

    private static Weight vector(Lane lane, int n) {
        HostTensor ones = new RandomData(224).vector("vector", DataType.F32, n, 1, 0);
        return lane.weight(ones);
    }

    private static Weight integers(Lane lane) {
        return lane.weight(Int8Case.random(new RandomData(225), 16, 5, 8, Int8Case.Codes.BYTES)
                .matrix());
    }
}
