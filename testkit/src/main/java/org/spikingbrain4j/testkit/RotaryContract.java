package org.spikingbrain4j.testkit;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Span;

/** The rotary embedding, up to positions where a float32 angle is wrong by a radian. */
public interface RotaryContract extends ContractSubject {

    @ParameterizedTest(name = "rotary, headDim {0}")
    @ValueSource(ints = {2, 8, 16, 48, 64, 128})
    default void rotaryAgrees(int headDim) {
        RandomData random = new RandomData(21);
        try (SideBySide sides = new SideBySide(this)) {
            for (double theta : List.of(1e4, 1e6)) {
                RotaryFrequencies frequencies = RotaryFrequencies.of(theta, headDim);
                for (int rows : List.of(1, 4, 13, 207)) {
                    for (long position : List.of(0L, 1L, 4095L, 4_000_000L, 3_000_000_000L)) {
                        Matrix x = random.normal(rows, 3 * headDim, 1);
                        List<Span<String>> spans = List.of(new Span<>(0, rows, position, "none"));
                        sides.agree(
                                "rotary theta %.0e, %d rows from %d, %s".formatted(theta, rows, position, random),
                                (lane, ops) -> ops.rotary(lane.upload(ops, x), frequencies, spans));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "rotary with three sequences, headDim {0}")
    @ValueSource(ints = {8, 64})
    default void rotaryFollowsTheSpans(int headDim) {
        RandomData random = new RandomData(22);
        RotaryFrequencies frequencies = RotaryFrequencies.of(1e6, headDim);
        Matrix x = random.normal(21, 2 * headDim, 1);
        List<Span<String>> spans =
                List.of(new Span<>(0, 1, 100, "a"), new Span<>(1, 13, 0, "b"), new Span<>(14, 7, 1_000_000, "c"));
        try (SideBySide sides = new SideBySide(this)) {
            sides.agree(random, (lane, ops) -> ops.rotary(lane.upload(ops, x), frequencies, spans));
        }
    }
}
