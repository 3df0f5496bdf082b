package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** {@code linear} of float weights on spikes: threshold · (counts · weightᵀ), silent channels visited or not. */
public interface SpikedLinearContract extends ContractSubject {
    List<Integer> SPIKED_SIZES = List.of(1, 5, 33, 128, 257);

    static Stream<Arguments> spikedWeights() {
        return Stream.of(DataType.F32, DataType.BF16, DataType.F16)
                .flatMap(type -> Stream.of(SpikeExecution.values()).map(execution -> Arguments.of(type, execution)));
    }

    @ParameterizedTest(name = "linear {0} on spikes, {1}")
    @MethodSource("org.spikingbrain4j.testkit.SpikedLinearContract#spikedWeights")
    default void linearOnSpikesAgrees(DataType type, SpikeExecution execution) {
        RandomData random = new RandomData(231);
        try (SideBySide sides = new SideBySide(this)) {
            for (int in : SPIKED_SIZES) {
                for (int out : SPIKED_SIZES) {
                    HostTensor weight = random.weight("w", type, out, in);
                    for (int rows : List.of(1, 3, 8, 13)) {
                        Activity.Rows x = Activity.ORDINARY.rows(random, rows, in);
                        agree(sides, "[%d, %d], %s".formatted(out, in, random), weight, x, execution);
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "float linear on {0} spikes")
    @EnumSource
    default void everyActivityAgrees(Activity activity) {
        RandomData random = new RandomData(232);
        try (SideBySide sides = new SideBySide(this)) {
            HostTensor weight = random.weight("w", DataType.BF16, 100, 896);
            for (SpikeExecution execution : SpikeExecution.values()) {
                for (int rows : List.of(1, 6, 37)) {
                    agree(sides, random.toString(), weight, activity.rows(random, rows, 896), execution);
                }
            }
        }
    }

    private static void agree(
            SideBySide sides, String what, HostTensor weight, Activity.Rows x, SpikeExecution execution) {
        sides.agree(
                "linear %s on %s, %s, %s".formatted(weight.dataType(), x, execution, what),
                (lane, ops) -> ops.linear(
                        ops.spike(lane.upload(ops, x.x()), x.rule(execution)), lane.weight(weight, execution)));
    }

    /** Two linears share the spikes, in a branch, with a bias. */
    @ParameterizedTest(name = "spikes in a residual branch, {0}")
    @EnumSource
    default void branchesMaySpike(SpikeExecution execution) {
        RandomData random = new RandomData(233);
        HostTensor gate = random.weight("gate", DataType.F32, 37, 37);
        HostTensor up = random.weight("up", DataType.F32, 37, 37);
        HostTensor bias = random.vector("bias", DataType.F32, 37, 0, 1);
        Activity.Rows x = Activity.ORDINARY.rows(random, 5, 37);
        try (SideBySide sides = new SideBySide(this)) {
            sides.agree(
                    "%s, %s".formatted(execution, random),
                    (lane, ops) -> ops.residual(lane.upload(ops, x.x()), r -> {
                        Tensor spikes = ops.spike(r, x.rule(execution));
                        return ops.siluMul(
                                ops.linear(spikes, lane.weight(gate, execution), lane.weight(bias)),
                                ops.linear(spikes, lane.weight(up, execution)));
                    }));
        }
    }

    /** Events on a matrix loaded for products: the result, or an error; nothing else. */
    @Test
    default void eventsOnOtherWeightsAreComputedOrRefused() {
        RandomData random = new RandomData(234);
        HostTensor weight = random.weight("w", DataType.F32, 33, 128);
        Activity.Rows x = Activity.SPARSE.rows(random, 3, 128);
        try (SideBySide sides = new SideBySide(this)) {
            float[] expected = sides.reference().pass(ops -> events(sides.reference(), ops, weight, x));
            try (Operators operators = sides.subject().backend().openPass()) {
                float[] actual = events(sides.subject(), operators, weight, x);
                assertThat(Deviation.between(expected, actual).within(tolerance()))
                        .as(random.toString())
                        .isTrue();
            } catch (SpikingBrainException e) {
                assertThat(e).hasMessageContaining("w");
            }
        }
    }

    private static float[] events(Lane lane, Operators operators, HostTensor weight, Activity.Rows x) {
        Tensor spikes = operators.spike(lane.upload(operators, x.x()), x.rule(SpikeExecution.EVENTS));
        return operators.toHost(operators.linear(spikes, lane.weight(weight)));
    }

    @Test
    default void weightsForEventsKeepNameTypeAndShape() {
        try (Backend backend = backend()) {
            Weight weight = backend.loadForEvents(new RandomData(235).weight("layer.weight", DataType.BF16, 5, 13));
            assertThat(weight.name()).isEqualTo("layer.weight");
            assertThat(weight.dataType()).isEqualTo(DataType.BF16);
            assertThat(weight.shape()).isEqualTo(Shape.of(5, 13));
        }
    }

    @Test
    default void typesThatAreNoWeightsForEventsAreRefusedByName() {
        HostTensor tensor =
                new HostTensor("layer.indices", DataType.I64, Shape.of(2, 1), MemorySegment.ofArray(new byte[16]));
        try (Backend backend = backend()) {
            assertThatThrownBy(() -> backend.loadForEvents(tensor))
                    .isInstanceOf(SpikingBrainException.class)
                    .hasMessageContaining("layer.indices")
                    .hasMessageContaining("I64");
        }
    }
}
