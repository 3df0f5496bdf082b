package org.spikingbrain4j.testkit;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;

/**
 * Softmax attention that sees keys and values rounded per token and head (spec 6.3). A code that flips is far outside the tolerance.
 * The cache keeps the numbers themselves.
 */
public interface Int8AttentionContract extends ContractSubject {
    List<OptionalInt> INT8_WINDOWS =
            List.of(OptionalInt.of(1), OptionalInt.of(8), OptionalInt.of(300), OptionalInt.empty());

    AttentionHeads INT8_HEADS = new AttentionHeads(6, 2, 16);

    @ParameterizedTest(name = "attention on rounded keys and values {0}")
    @MethodSource("org.spikingbrain4j.testkit.AttentionCase#groupings")
    default void roundedAttentionAgrees(AttentionHeads heads) {
        RandomData random = new RandomData(241);
        for (int length : List.of(1, 13, 67)) {
            agreeInChunks("%s, %s".formatted(heads, random), AttentionCase.random(random, heads, length));
        }
    }

    /** Rounded when they are seen, not when they come: in one call, in chunks and token by token. */
    private void agreeInChunks(String what, AttentionCase inputs) {
        int length = inputs.length();
        for (OptionalInt window : INT8_WINDOWS) {
            for (int chunk : List.of(1, 7, length)) {
                try (SideBySide sides = new SideBySide(this)) {
                    sides.agree(
                            "%d tokens in chunks of %d, window %s, %s".formatted(length, chunk, window, what),
                            inputs.softmax(window, chunk, KeyValuePrecision.INT8),
                            inputs.softmax(window, length, KeyValuePrecision.INT8));
                }
            }
        }
    }

    /** Tokens of one cache may be seen exactly, then rounded, then exactly again. */
    @Test
    default void precisionBelongsToTheCall() {
        RandomData random = new RandomData(242);
        AttentionCase first = AttentionCase.random(random, INT8_HEADS, 21);
        AttentionCase second = AttentionCase.random(random, INT8_HEADS, 5);
        AttentionCase third = AttentionCase.random(random, INT8_HEADS, 9);
        for (OptionalInt window : INT8_WINDOWS) {
            try (SideBySide sides = new SideBySide(this)) {
                String what = "window %s, %s".formatted(window, random);
                sides.agree(
                        what,
                        lane -> mixed(lane, window, first, second, third),
                        lane -> mixed(lane, window, first, second, third));
            }
        }
    }

    private static List<float[]> mixed(
            Lane lane, OptionalInt window, AttentionCase first, AttentionCase second, AttentionCase third) {
        KeyValueCache cache = lane.keyValueCache(INT8_HEADS, window);
        return List.of(
                first.softmax(lane, cache, 21, KeyValuePrecision.EXACT),
                second.softmax(lane, cache, 5, KeyValuePrecision.INT8),
                third.softmax(lane, cache, 4, KeyValuePrecision.EXACT),
                cache.exportKeys("k").toFloats());
    }

    @Test
    default void zeroKeysAndValuesStayZero() {
        RandomData random = new RandomData(243);
        AttentionCase inputs = AttentionCase.random(random, INT8_HEADS, 40);
        // Whole tokens, and the first head of others.
        Matrix k = withHeads(inputs.k(), (row, head) -> row % 3 == 0 || (row % 3 == 1 && head == 0), i -> 0);
        Matrix v = withHeads(inputs.v(), (row, head) -> row % 5 == 0 || (row % 5 == 1 && head == 1), i -> 0);
        agreeInChunks("zeros, " + random, new AttentionCase(INT8_HEADS, inputs.q(), k, v, inputs.gate()));
    }

    /** Scales of 2^-5, codes of whole numbers and a half: each goes to the even neighbour. */
    @Test
    default void tiesOfKeysAndValuesGoToEven() {
        RandomData random = new RandomData(244);
        AttentionCase inputs = AttentionCase.random(random, INT8_HEADS, 40);
        IntToDoubleFunction ties = i -> (i % 16 == 0 ? 127 : random.whole(-126, 125) + 0.5) / 32;
        Matrix k = withHeads(inputs.k(), (row, head) -> true, ties);
        Matrix v = withHeads(inputs.v(), (row, head) -> true, ties);
        agreeInChunks("ties, " + random, new AttentionCase(INT8_HEADS, inputs.q(), k, v, inputs.gate()));
    }

    /** Beyond 127 · 10⁴ the largest scale acts, and codes are clamped; the queries are as small as the keys are large. */
    @Test
    default void hugeKeysAndValuesAreClamped() {
        RandomData random = new RandomData(245);
        AttentionCase inputs = AttentionCase.random(random, INT8_HEADS, 40);
        Matrix q = withHeads(inputs.q(), (row, head) -> true, i -> random.whole(-100, 100) * 1e-8);
        Matrix k = withHeads(inputs.k(), (row, head) -> head == 0, i -> random.whole(-300, 300) * 1e4 + 2e3);
        Matrix v = withHeads(inputs.v(), (row, head) -> head == 1, i -> random.whole(-300, 300) * 1e4 + 2e3);
        agreeInChunks("huge, " + random, new AttentionCase(INT8_HEADS, q, k, v, inputs.gate()));
    }

    /** Below 127 · 10⁻⁵ the least scale acts, and codes are coarse. */
    @Test
    default void tinyKeysAndValuesAreCoarse() {
        RandomData random = new RandomData(246);
        AttentionCase inputs = AttentionCase.random(random, INT8_HEADS, 40);
        Matrix q = withHeads(inputs.q(), (row, head) -> true, i -> random.whole(-100, 100) * 1e3);
        Matrix k = withHeads(inputs.k(), (row, head) -> true, i -> random.whole(-90, 90) * 1e-6 + 2e-7);
        Matrix v = withHeads(inputs.v(), (row, head) -> true, i -> random.whole(-90, 90) * 1e-6 + 2e-7);
        agreeInChunks("tiny, " + random, new AttentionCase(INT8_HEADS, q, k, v, inputs.gate()));
    }

    /** Which heads get other numbers. */
    @FunctionalInterface
    interface HeadChoice {
        boolean includes(int row, int head);
    }

    private static Matrix withHeads(Matrix x, HeadChoice choice, IntToDoubleFunction number) {
        float[] values = x.values().clone();
        for (int i = 0; i < values.length; i++) {
            if (choice.includes(i / x.columns(), i % x.columns() / INT8_HEADS.headDim())) {
                values[i] = (float) number.applyAsDouble(i);
            }
        }
        return new Matrix(x.rows(), x.columns(), values);
    }
}
