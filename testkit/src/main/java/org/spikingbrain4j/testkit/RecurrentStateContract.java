package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Shape;

/** What holds for the state of gated linear attention: copies, exports, restores. */
public interface RecurrentStateContract extends ContractSubject {
    AttentionHeads RECURRENT_HEADS = new AttentionHeads(6, 2, 13);

    @Test
    default void newStateIsZero() {
        try (Lane lane = new Lane(backend())) {
            HostTensor exported = lane.recurrentState(RECURRENT_HEADS).export("state");
            assertThat(exported.name()).isEqualTo("state");
            assertThat(exported.shape()).isEqualTo(Shape.of(2, 13, 13));
            assertThat(exported.toFloats()).containsOnly(0f);
        }
    }

    @Test
    default void copyIsIndependent() {
        RandomData random = new RandomData(81);
        AttentionCase history = AttentionCase.random(random, RECURRENT_HEADS, 20);
        AttentionCase next = AttentionCase.random(random, RECURRENT_HEADS, 5);
        try (Lane lane = new Lane(backend())) {
            RecurrentState state = lane.recurrentState(RECURRENT_HEADS);
            history.gatedLinear(lane, state, 20);
            float[] before = state.export("s").toFloats();
            RecurrentState copy = lane.kept(state.copy());
            float[] fromCopy = next.gatedLinear(lane, copy, 5);
            assertThat(state.export("s").toFloats()).as(random.toString()).isEqualTo(before);
            assertThat(next.gatedLinear(lane, state, 5)).isEqualTo(fromCopy);
            assertThat(copy.heads()).isEqualTo(RECURRENT_HEADS);
            assertThat(copy.bytes()).isEqualTo(state.bytes()).isPositive();
        }
    }

    @Test
    default void exportedStateRestoresExactly() {
        RandomData random = new RandomData(82);
        AttentionCase history = AttentionCase.random(random, RECURRENT_HEADS, 20);
        AttentionCase next = AttentionCase.random(random, RECURRENT_HEADS, 5);
        try (Lane lane = new Lane(backend())) {
            RecurrentState state = lane.recurrentState(RECURRENT_HEADS);
            history.gatedLinear(lane, state, 20);
            HostTensor exported = state.export("s");
            float[] expected = next.gatedLinear(lane, state, 5);
            RecurrentState restored = lane.recurrentState(RECURRENT_HEADS);
            restored.restore(exported);
            assertThat(next.gatedLinear(lane, restored, 5))
                    .as(random.toString())
                    .isEqualTo(expected);
        }
    }

    /** A state file may hold any float format. */
    @Test
    default void restoresFromEveryFloatFormat() {
        RandomData random = new RandomData(83);
        AttentionCase next = AttentionCase.random(random, RECURRENT_HEADS, 5);
        float[] values = random.normal(1, 2 * 13 * 13, 1).values();
        for (DataType type : List.of(DataType.F64, DataType.F32, DataType.F16, DataType.BF16)) {
            HostTensor matrices = Encoding.encode("s", type, Shape.of(2, 13, 13), values);
            try (SideBySide sides = new SideBySide(this)) {
                sides.agree(
                        type + ", " + random,
                        lane -> restored(lane, matrices, next),
                        lane -> restored(lane, matrices, next));
            }
        }
    }

    private static List<float[]> restored(Lane lane, HostTensor matrices, AttentionCase next) {
        RecurrentState state = lane.recurrentState(RECURRENT_HEADS);
        state.restore(matrices);
        return List.of(next.gatedLinear(lane, state, 5), state.export("s").toFloats());
    }

    @Test
    default void stateOfAnotherShapeIsRefused() {
        try (Lane lane = new Lane(backend())) {
            RecurrentState state = lane.recurrentState(RECURRENT_HEADS);
            for (Shape shape : List.of(Shape.of(2, 13, 12), Shape.of(6, 13, 13), Shape.of(2, 169))) {
                HostTensor wrong = HostTensor.of("wrong", shape, new float[(int) shape.elements()]);
                assertThatThrownBy(() -> state.restore(wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(shape.toString());
            }
        }
    }

    @Test
    default void closedStateIsRefused() {
        AttentionCase next = AttentionCase.random(new RandomData(84), RECURRENT_HEADS, 2);
        try (Lane lane = new Lane(backend())) {
            RecurrentState state = lane.backend().recurrentState(RECURRENT_HEADS);
            state.close();
            state.close();
            assertThatThrownBy(() -> state.export("s")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(state::copy).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> next.gatedLinear(lane, state, 2)).isInstanceOf(IllegalStateException.class);
        }
    }
}
