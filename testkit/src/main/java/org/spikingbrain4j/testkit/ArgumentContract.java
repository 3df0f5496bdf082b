package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** Arguments that do not fit are refused before anything is computed, never read past an end. */
public interface ArgumentContract extends ContractSubject {
    AttentionHeads ARGUMENT_HEADS = new AttentionHeads(4, 2, 8);

    @Test
    default void weightsThatDoNotFitAreRefused() {
        refused((lane, ops) -> ops.linear(x(lane, ops, 13), matrix(lane, 5, 12)));
        refused((lane, ops) -> ops.linear(x(lane, ops, 13), vector(lane, 13)));
        refused((lane, ops) -> ops.linear(x(lane, ops, 13), matrix(lane, 5, 13), vector(lane, 4)));
        refused((lane, ops) -> ops.rmsNorm(x(lane, ops, 13), vector(lane, 12), 1e-6));
        refused((lane, ops) -> ops.rmsNorm(x(lane, ops, 13), vector(lane, 26), 1e-6));
        refused((lane, ops) -> ops.embed(vector(lane, 13), new int[] {0}));
    }

    @Test
    default void tensorsThatDoNotFitAreRefused() {
        refused((lane, ops) -> ops.siluMul(x(lane, ops, 13), x(lane, ops, 12)));
        refused((lane, ops) -> ops.rotary(x(lane, ops, 13), RotaryFrequencies.of(1e4, 8), rows(0, 4)));
        refused((lane, ops) -> attention(lane, ops, x(lane, ops, 31), x(lane, ops, 16), caches(lane, 0, 4)));
        refused((lane, ops) -> attention(lane, ops, x(lane, ops, 32), x(lane, ops, 32), caches(lane, 0, 4)));
        refused((lane, ops) ->
                gatedLinear(ops, x(lane, ops, 32), x(lane, ops, 16), x(lane, ops, 8), states(lane, 0, 4)));
    }

    @Test
    default void rowsOutsideTheTensorAreRefused() {
        for (int row : List.of(-1, 4, Integer.MAX_VALUE)) {
            try (Lane lane = new Lane(backend());
                    Operators operators = lane.backend().openPass()) {
                Tensor x = x(lane, operators, 3);
                assertThatThrownBy(() -> operators.selectRows(x, new int[] {0, row}))
                        .isInstanceOfAny(IndexOutOfBoundsException.class, IllegalArgumentException.class)
                        .hasMessageContaining(String.valueOf(row));
            }
        }
    }

    @Test
    default void spansOutsideTheRowsAreRefused() {
        refused((lane, ops) -> ops.rotary(x(lane, ops, 16), RotaryFrequencies.of(1e4, 8), rows(0, 5)));
        refused((lane, ops) -> attention(lane, ops, x(lane, ops, 32), x(lane, ops, 16), caches(lane, 0, 5)));
        refused((lane, ops) ->
                gatedLinear(ops, x(lane, ops, 32), x(lane, ops, 16), x(lane, ops, 16), states(lane, 1, 4)));
    }

    @Test
    default void overlappingSpansAreRefused() {
        refused((lane, ops) -> attention(
                lane,
                ops,
                x(lane, ops, 32),
                x(lane, ops, 16),
                List.of(caches(lane, 0, 3).getFirst(), caches(lane, 2, 2).getFirst())));
        refused((lane, ops) -> gatedLinear(
                ops,
                x(lane, ops, 32),
                x(lane, ops, 16),
                x(lane, ops, 16),
                List.of(states(lane, 1, 3).getFirst(), states(lane, 0, 2).getFirst())));
    }

    @Test
    default void statesOfOtherHeadsAreRefused() {
        AttentionHeads other = new AttentionHeads(4, 4, 8);
        refused((lane, ops) -> attention(
                lane,
                ops,
                x(lane, ops, 32),
                x(lane, ops, 16),
                List.of(new Span<>(0, 4, 0, lane.keyValueCache(other, OptionalInt.empty())))));
        refused((lane, ops) -> gatedLinear(
                ops,
                x(lane, ops, 32),
                x(lane, ops, 16),
                x(lane, ops, 16),
                List.of(new Span<>(0, 4, 0, lane.recurrentState(other)))));
    }

    @Test
    default void thingsOfAnotherBackendAreRefused() {
        Tensor foreign = new ForeignTensor(4, 13);
        refused((lane, ops) -> ops.relu(foreign));
        refused((lane, ops) -> ops.linear(foreign, matrix(lane, 5, 13)));
    }

    /** A tensor that no back end knows. */
    record ForeignTensor(int rows, int columns) implements Tensor {}

    private void refused(BiConsumer<Lane, Operators> call) {
        try (Lane lane = new Lane(backend());
                Operators operators = lane.backend().openPass()) {
            assertThatThrownBy(() -> call.accept(lane, operators)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Tensor x(Lane lane, Operators operators, int columns) {
        return lane.upload(operators, new RandomData(111).normal(4, columns, 1));
    }

    private static Weight matrix(Lane lane, int out, int in) {
        return lane.weight(new RandomData(112).weight("matrix", DataType.F32, out, in));
    }

    private static Weight vector(Lane lane, int n) {
        return lane.weight(new RandomData(113).vector("vector", DataType.F32, n, 1, 0));
    }

    private static List<Span<String>> rows(int row, int length) {
        return List.of(new Span<>(row, length, 0, "none"));
    }

    private static List<Span<KeyValueCache>> caches(Lane lane, int row, int length) {
        return List.of(new Span<>(row, length, 0, lane.keyValueCache(ARGUMENT_HEADS, OptionalInt.of(8))));
    }

    private static List<Span<RecurrentState>> states(Lane lane, int row, int length) {
        return List.of(new Span<>(row, length, 0, lane.recurrentState(ARGUMENT_HEADS)));
    }

    private static Tensor attention(Lane lane, Operators ops, Tensor q, Tensor k, List<Span<KeyValueCache>> spans) {
        return ops.attention(q, k, x(lane, ops, 16), ARGUMENT_HEADS, spans);
    }

    private static Tensor gatedLinear(
            Operators ops, Tensor q, Tensor kv, Tensor gate, List<Span<RecurrentState>> spans) {
        return ops.gatedLinearAttention(q, kv, kv, gate, ARGUMENT_HEADS, spans);
    }
}
