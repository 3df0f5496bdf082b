package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Weight;

/** Operators that move or read whole rows: embed, selectRows, argmax, toHost. They are exact. */
public interface RowContract extends ContractSubject {

    @ParameterizedTest(name = "embed from {0}")
    @EnumSource(names = {"F32", "BF16", "F16", "I8"})
    default void embedCopiesRowsExactly(DataType type) {
        RandomData random = new RandomData(41);
        try (Lane lane = new Lane(backend())) {
            for (int columns : List.of(1, 4, 13, 207)) {
                HostTensor table = random.weight("embeddings", type, 29, columns);
                int[] tokens = {28, 0, 7, 7, 13};
                float[] rows = lane.pass(ops -> ops.toHost(ops.embed(lane.weight(table), tokens)));
                for (int t = 0; t < tokens.length; t++) {
                    for (int c = 0; c < columns; c++) {
                        assertThat((double) rows[t * columns + c])
                                .as("%s, token %d, column %d", random, tokens[t], c)
                                .isEqualTo(table.value((long) tokens[t] * columns + c));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "token {0} of 29")
    @ValueSource(ints = {-1, 29, Integer.MIN_VALUE, Integer.MAX_VALUE})
    default void embedRefusesTokensOutsideTheVocabulary(int token) {
        try (Lane lane = new Lane(backend());
                Operators operators = lane.backend().openPass()) {
            Weight table = lane.weight(new RandomData(42).weight("embeddings", DataType.F32, 29, 8));
            assertThatThrownBy(() -> operators.embed(table, new int[] {3, token}))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining(String.valueOf(token));
        }
    }

    @Test
    default void selectRowsRepeatsAndReorders() {
        Matrix x = new RandomData(43).normal(17, 13, 1);
        int[] rows = {16, 0, 3, 3, 1};
        try (Lane lane = new Lane(backend())) {
            float[] selected = lane.pass(ops -> ops.toHost(ops.selectRows(lane.upload(ops, x), rows)));
            for (int t = 0; t < rows.length; t++) {
                assertThat(Arrays.copyOfRange(selected, t * 13, (t + 1) * 13)).isEqualTo(x.rowValues(rows[t]));
            }
        }
    }

    @ParameterizedTest(name = "argmax of {0} columns")
    @ValueSource(ints = {1, 4, 13, 16, 17, 207, 20_011})
    default void argmaxFindsTheLargest(int columns) {
        RandomData random = new RandomData(44);
        Matrix x = random.uniform(5, columns, -9, -1);
        try (SideBySide sides = new SideBySide(this)) {
            assertThat(argmax(sides.subject(), x)).as(random.toString()).isEqualTo(argmax(sides.reference(), x));
        }
    }

    @ParameterizedTest(name = "argmax with ties at {0} and later")
    @ValueSource(ints = {0, 1, 7, 8, 15, 16, 31, 100, 205})
    default void argmaxTakesTheLowestOfEquals(int first) {
        float[] values = new float[207];
        Arrays.fill(values, -3);
        for (int i = first; i < values.length; i += 3) {
            values[i] = -1;
        }
        values[206] = -1;
        try (Lane lane = new Lane(backend())) {
            assertThat(argmax(lane, Matrix.row(values))).containsExactly(first);
        }
    }

    @Test
    default void argmaxOfEqualRowsIsTheFirstColumn() {
        try (Lane lane = new Lane(backend())) {
            assertThat(argmax(lane, new Matrix(2, 67, new float[134]))).containsExactly(0, 0);
        }
    }

    @Test
    default void shapesAreVisible() {
        try (Lane lane = new Lane(backend());
                Operators operators = lane.backend().openPass()) {
            var x = lane.upload(operators, new RandomData(45).normal(3, 13, 1));
            assertThat(x.rows()).isEqualTo(3);
            assertThat(x.columns()).isEqualTo(13);
        }
    }

    private static int[] argmax(Lane lane, Matrix x) {
        lane.poison();
        return lane.pass(ops -> ops.argmax(lane.upload(ops, x)));
    }
}
