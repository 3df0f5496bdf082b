package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Span;

/** Tokens at the beginning that see each other and that all others see, whatever the window. */
public interface PinnedTokensContract extends ContractSubject {
    AttentionHeads PINNED_HEADS = new AttentionHeads(6, 2, 16);

    List<OptionalInt> PINNED_WINDOWS =
            List.of(OptionalInt.of(1), OptionalInt.of(8), OptionalInt.of(300), OptionalInt.empty());

    /** Read before the text and with it, the text at once and in pieces. */
    @ParameterizedTest(name = "{0} pinned tokens before {1}")
    @CsvSource({"1, 1", "1, 70", "5, 3", "5, 40", "40, 9", "128, 207"})
    default void pinnedTokensAreSeenByAll(int pinned, int text) {
        RandomData random = new RandomData(251);
        AttentionCase inputs = AttentionCase.random(random, PINNED_HEADS, pinned + text);
        for (KeyValuePrecision precision : KeyValuePrecision.values()) {
            for (OptionalInt window : PINNED_WINDOWS) {
                try (SideBySide sides = new SideBySide(this)) {
                    String what = "window %s, %s, %s".formatted(window, precision, random);
                    Function<Lane, List<float[]>> whole = atOnce(inputs, pinned + text, window, pinned, precision);
                    sides.agree(what + ", at once", whole, whole);
                    for (int chunk : List.of(1, 7, text)) {
                        sides.agree(
                                what + ", chunks of " + chunk, pieces(inputs, chunk, window, pinned, precision), whole);
                    }
                }
            }
        }
    }

    /** The largest of windows leaves room for all, and more pinned tokens come at once than a piece has. */
    @ParameterizedTest(name = "{0} pinned tokens, window {1}")
    @CsvSource({"5, 2147483647", "700, 2147483647", "700, 3"})
    default void largestNumbersAreNoSmallOnes(int pinned, int window) {
        RandomData random = new RandomData(257);
        AttentionCase inputs = AttentionCase.random(random, PINNED_HEADS, pinned + 20);
        try (SideBySide sides = new SideBySide(this)) {
            KeyValuePrecision precision = KeyValuePrecision.EXACT;
            OptionalInt keys = OptionalInt.of(window);
            Function<Lane, List<float[]>> whole = atOnce(inputs, pinned + 20, keys, pinned, precision);
            sides.agree(random + ", at once", whole, whole);
            sides.agree(random + ", in pieces", pieces(inputs, 7, keys, pinned, precision), whole);
        }
    }

    private static Function<Lane, List<float[]>> atOnce(
            AttentionCase inputs, int chunk, OptionalInt window, int pinned, KeyValuePrecision precision) {
        return lane -> {
            KeyValueCache cache = lane.keyValueCache(inputs.heads(), window, pinned);
            float[] outputs = inputs.softmax(lane, cache, chunk, precision);
            return results(outputs, cache);
        };
    }

    private static Function<Lane, List<float[]>> pieces(
            AttentionCase inputs, int chunk, OptionalInt window, int pinned, KeyValuePrecision precision) {
        return lane -> {
            KeyValueCache cache = lane.keyValueCache(inputs.heads(), window, pinned);
            float[] first = inputs.slice(0, pinned).softmax(lane, cache, pinned, precision);
            float[] rest = inputs.slice(pinned, inputs.length() - pinned).softmax(lane, cache, chunk, precision);
            return results(AttentionCase.concatenate(List.of(first, rest)), cache);
        };
    }

    private static List<float[]> results(float[] outputs, KeyValueCache cache) {
        return List.of(
                outputs,
                cache.exportKeys("k").toFloats(),
                cache.exportValues("v").toFloats());
    }

    /** A text that begins beside one that goes on, in one call. */
    @Test
    default void newAndOldTextsShareAPass() {
        RandomData random = new RandomData(252);
        AttentionCase begun = AttentionCase.random(random, PINNED_HEADS, 31);
        AttentionCase joined = AttentionCase.random(random, PINNED_HEADS, 37);
        for (OptionalInt window : PINNED_WINDOWS) {
            try (SideBySide sides = new SideBySide(this)) {
                sides.agree(
                        "window %s, %s".formatted(window, random),
                        lane -> together(lane, window, begun, joined),
                        lane -> separately(lane, window, begun, joined));
            }
        }
    }

    private static List<float[]> together(Lane lane, OptionalInt window, AttentionCase begun, AttentionCase joined) {
        KeyValueCache old = lane.keyValueCache(PINNED_HEADS, window, 5);
        begun.softmax(lane, old, 31);
        KeyValueCache fresh = lane.keyValueCache(PINNED_HEADS, window, 5);
        float[] outputs = lane.pass(ops -> ops.toHost(ops.attention(
                lane.upload(ops, joined.q()),
                lane.upload(ops, joined.k()),
                lane.upload(ops, joined.v()),
                PINNED_HEADS,
                List.of(new Span<>(0, 24, 0, fresh), new Span<>(24, 13, 31, old)))));
        return List.of(
                outputs, old.exportKeys("k").toFloats(), fresh.exportKeys("k").toFloats());
    }

    private static List<float[]> separately(Lane lane, OptionalInt window, AttentionCase begun, AttentionCase joined) {
        KeyValueCache old = lane.keyValueCache(PINNED_HEADS, window, 5);
        begun.softmax(lane, old, 31);
        KeyValueCache fresh = lane.keyValueCache(PINNED_HEADS, window, 5);
        float[] first = joined.slice(0, 24).softmax(lane, fresh, 24);
        float[] second = joined.slice(24, 13).softmax(lane, old, 13);
        return List.of(
                AttentionCase.concatenate(List.of(first, second)),
                old.exportKeys("k").toFloats(),
                fresh.exportKeys("k").toFloats());
    }

    @Test
    default void pinnedTokensStayWhereOthersLeave() {
        RandomData random = new RandomData(253);
        AttentionCase inputs = AttentionCase.random(random, PINNED_HEADS, 45);
        AttentionCase next = AttentionCase.random(random, PINNED_HEADS, 9);
        try (Lane lane = new Lane(backend())) {
            KeyValueCache cache = lane.keyValueCache(PINNED_HEADS, OptionalInt.of(8), 5);
            inputs.softmax(lane, cache, 45);
            assertThat(cache.pinned()).isEqualTo(5);
            assertThat(cache.length()).isEqualTo(13);
            HostTensor keys = cache.exportKeys("k");
            assertThat(keys.value(0)).isEqualTo(inputs.k().values()[0]);
            assertThat(keys.value(5 * 16)).isEqualTo(inputs.k().slice(37, 1).values()[0]);
            KeyValueCache copy = lane.kept(cache.copy());
            KeyValueCache restored = lane.keyValueCache(PINNED_HEADS, OptionalInt.of(8), 5);
            restored.restore(keys, cache.exportValues("v"));
            float[] expected = next.softmax(lane, cache, 9);
            assertThat(next.softmax(lane, copy, 9)).as("copy").isEqualTo(expected);
            assertThat(Deviation.between(expected, next.softmax(lane, restored, 9))
                            .within(tolerance()))
                    .as("restored")
                    .isTrue();
        }
    }

    @Test
    default void tooFewPinnedTokensAreRefused() {
        AttentionCase inputs = AttentionCase.random(new RandomData(254), PINNED_HEADS, 4);
        try (Lane lane = new Lane(backend())) {
            KeyValueCache cache = lane.keyValueCache(PINNED_HEADS, OptionalInt.of(8), 5);
            assertThatThrownBy(() -> inputs.softmax(lane, cache, 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("5 pinned tokens");
            KeyValueCache without = lane.keyValueCache(PINNED_HEADS, OptionalInt.of(8));
            inputs.softmax(lane, without, 4);
            assertThatThrownBy(() -> cache.restore(without.exportKeys("k"), without.exportValues("v")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("5 <= length <= 13");
        }
    }
}
