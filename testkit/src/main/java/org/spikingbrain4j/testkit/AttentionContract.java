package org.spikingbrain4j.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.Span;

/** Softmax attention: windows, chunks, several sequences in a pass, scores that overflow an exponential. */
public interface AttentionContract extends ContractSubject {
    List<OptionalInt> WINDOWS = List.of(
            OptionalInt.of(1),
            OptionalInt.of(2),
            OptionalInt.of(8),
            OptionalInt.of(16),
            OptionalInt.of(300),
            OptionalInt.empty());

    @ParameterizedTest(name = "attention {0}")
    @MethodSource("org.spikingbrain4j.testkit.AttentionCase#groupings")
    default void attentionAgrees(AttentionHeads heads) {
        RandomData random = new RandomData(61);
        for (int length : List.of(1, 4, 13, 207)) {
            AttentionCase inputs = AttentionCase.random(random, heads, length);
            for (OptionalInt window : WINDOWS) {
                try (SideBySide sides = new SideBySide(this)) {
                    String what = "attention %s, %d tokens, window %s, %s".formatted(heads, length, window, random);
                    sides.agree(what, inputs.softmax(window, length), inputs.softmax(window, length));
                }
            }
        }
    }

    @ParameterizedTest(name = "attention in chunks {0}")
    @MethodSource("org.spikingbrain4j.testkit.AttentionContract#chunkedHeads")
    default void chunksEqualOneCall(AttentionHeads heads) {
        RandomData random = new RandomData(62);
        AttentionCase inputs = AttentionCase.random(random, heads, 133);
        for (OptionalInt window : WINDOWS) {
            for (int chunk : List.of(1, 7, 16, 64)) {
                try (SideBySide sides = new SideBySide(this)) {
                    String what = "attention %s, chunks of %d, window %s, %s".formatted(heads, chunk, window, random);
                    sides.agree(what, inputs.softmax(window, chunk), inputs.softmax(window, 133));
                }
            }
        }
    }

    static List<AttentionHeads> chunkedHeads() {
        return List.of(new AttentionHeads(6, 2, 16), new AttentionHeads(7, 1, 64), new AttentionHeads(3, 3, 48));
    }

    /** Sequences of different length, each with a history of its own, in one call. */
    @Test
    default void spansEqualSeparateSequences() {
        RandomData random = new RandomData(63);
        AttentionHeads heads = new AttentionHeads(6, 2, 16);
        List<AttentionCase> histories = List.of(20, 3, 9, 40).stream()
                .map(n -> AttentionCase.random(random, heads, n))
                .toList();
        AttentionCase joined = AttentionCase.random(random, heads, 37);
        List<Integer> lengths = List.of(1, 13, 1, 22);
        for (OptionalInt window : WINDOWS) {
            try (SideBySide sides = new SideBySide(this)) {
                sides.agree(
                        "attention of 4 sequences, window %s, %s".formatted(window, random),
                        together(window, histories, joined, lengths),
                        apart(window, histories, joined, lengths));
            }
        }
    }

    private static Function<Lane, List<float[]>> together(
            OptionalInt window, List<AttentionCase> histories, AttentionCase joined, List<Integer> lengths) {
        return lane -> {
            List<Span<KeyValueCache>> spans = new ArrayList<>();
            int row = 0;
            for (int i = 0; i < lengths.size(); i++) {
                KeyValueCache cache = lane.keyValueCache(joined.heads(), window);
                histories.get(i).softmax(lane, cache, 1000);
                spans.add(new Span<>(row, lengths.get(i), histories.get(i).length(), cache));
                row += lengths.get(i);
            }
            float[] outputs = lane.pass(ops -> ops.toHost(ops.attention(
                    lane.upload(ops, joined.q()),
                    lane.upload(ops, joined.k()),
                    lane.upload(ops, joined.v()),
                    joined.heads(),
                    spans)));
            return List.of(outputs);
        };
    }

    private static Function<Lane, List<float[]>> apart(
            OptionalInt window, List<AttentionCase> histories, AttentionCase joined, List<Integer> lengths) {
        return lane -> {
            List<float[]> outputs = new ArrayList<>();
            int row = 0;
            for (int i = 0; i < lengths.size(); i++) {
                KeyValueCache cache = lane.keyValueCache(joined.heads(), window);
                histories.get(i).softmax(lane, cache, 1000);
                outputs.add(joined.slice(row, lengths.get(i)).softmax(lane, cache, 1000));
                row += lengths.get(i);
            }
            return List.<float[]>of(AttentionCase.concatenate(outputs));
        };
    }

    /** Scores of whole thousands up to ±10 000, exact in float32: e^score overflows, the softmax does not. */
    @Test
    default void hugeScoresDoNotOverflow() {
        RandomData random = new RandomData(64);
        AttentionHeads heads = new AttentionHeads(4, 2, 16);
        AttentionCase inputs = AttentionCase.random(random, heads, 70);
        AttentionCase huge =
                new AttentionCase(heads, hundreds(inputs.q()), hundreds(inputs.k()), inputs.v(), inputs.gate());
        for (OptionalInt window : WINDOWS) {
            try (SideBySide sides = new SideBySide(this)) {
                sides.agree(
                        "huge scores, window %s, %s".formatted(window, random),
                        huge.softmax(window, 70),
                        huge.softmax(window, 70));
            }
        }
    }

    private static Matrix hundreds(Matrix x) {
        float[] values = new float[x.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 * Math.signum(x.values()[i]);
        }
        return new Matrix(x.rows(), x.columns(), values);
    }
}
