package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.Shape;

/** What holds for the cache of softmax attention: what it keeps, copies, exports, restores. */
public interface KeyValueCacheContract extends ContractSubject {
    AttentionHeads CACHE_HEADS = new AttentionHeads(6, 2, 13);

    List<OptionalInt> CACHE_WINDOWS =
            List.of(OptionalInt.of(1), OptionalInt.of(8), OptionalInt.of(64), OptionalInt.empty());

    /** The last W tokens, oldest first, head by head, in whatever chunks they came. */
    @Test
    default void cacheKeepsTheLastKeysAndValuesExactly() {
        RandomData random = new RandomData(91);
        AttentionCase inputs = AttentionCase.random(random, CACHE_HEADS, 37);
        for (OptionalInt window : CACHE_WINDOWS) {
            for (int chunk : List.of(1, 5, 37)) {
                try (Lane lane = new Lane(backend())) {
                    KeyValueCache cache = lane.keyValueCache(CACHE_HEADS, window);
                    assertThat(cache.length()).isZero();
                    inputs.softmax(lane, cache, chunk);
                    int length = Math.min(37, window.orElse(37));
                    assertThat(cache.length()).isEqualTo(length);
                    assertThat(cache.window()).isEqualTo(window);
                    assertThat(cache.heads()).isEqualTo(CACHE_HEADS);
                    assertThat(cache.bytesPerToken() / (2 * 2 * 13)).isIn((long) Float.BYTES, (long) Double.BYTES);
                    assertThat(cache.bytes()).isGreaterThanOrEqualTo(length * cache.bytesPerToken());
                    assertHeld(cache.exportKeys("k"), inputs.k().slice(37 - length, length));
                    assertHeld(cache.exportValues("v"), inputs.v().slice(37 - length, length));
                }
            }
        }
    }

    private static void assertHeld(HostTensor exported, Matrix rows) {
        assertThat(exported.shape()).isEqualTo(Shape.of(2, rows.rows(), 13));
        int index = 0;
        for (int h = 0; h < 2; h++) {
            for (int t = 0; t < rows.rows(); t++) {
                for (int i = 0; i < 13; i++) {
                    assertThat(exported.value(index++))
                            .as("%s: head %d, token %d, channel %d", exported.name(), h, t, i)
                            .isEqualTo(rows.values()[t * rows.columns() + h * 13 + i]);
                }
            }
        }
    }

    @Test
    default void copiedAndRestoredCachesGoOnAlike() {
        RandomData random = new RandomData(92);
        AttentionCase next = AttentionCase.random(random, CACHE_HEADS, 21);
        for (OptionalInt window : CACHE_WINDOWS) {
            for (int length : List.of(1, 7, 8, 20)) {
                AttentionCase history = AttentionCase.random(random, CACHE_HEADS, length);
                try (Lane lane = new Lane(backend())) {
                    KeyValueCache cache = lane.keyValueCache(CACHE_HEADS, window);
                    history.softmax(lane, cache, length);
                    KeyValueCache copy = lane.kept(cache.copy());
                    KeyValueCache restored = lane.keyValueCache(CACHE_HEADS, window);
                    restored.restore(cache.exportKeys("k"), cache.exportValues("v"));
                    float[] expected = next.softmax(lane, cache, 21);
                    String what = "window %s after %d tokens, %s".formatted(window, length, random);
                    assertThat(copy.length()).as(what).isEqualTo(Math.min(length, window.orElse(length)));
                    assertThat(next.softmax(lane, copy, 21)).as("copy, " + what).isEqualTo(expected);
                    assertThat(Deviation.between(expected, next.softmax(lane, restored, 21))
                                    .within(tolerance()))
                            .as("restored, " + what)
                            .isTrue();
                }
            }
        }
    }

    /** A state file may hold any float format, and may come from a shorter text than the window. */
    @Test
    default void restoresCachesFromEveryFloatFormat() {
        RandomData random = new RandomData(93);
        AttentionCase next = AttentionCase.random(random, CACHE_HEADS, 9);
        for (DataType type : List.of(DataType.F64, DataType.F32, DataType.F16, DataType.BF16)) {
            Shape shape = Shape.of(2, 5, 13);
            HostTensor keys =
                    Encoding.encode("k", type, shape, random.normal(1, 130, 1).values());
            HostTensor values =
                    Encoding.encode("v", type, shape, random.normal(1, 130, 1).values());
            for (OptionalInt window : List.of(OptionalInt.of(5), OptionalInt.of(8), OptionalInt.empty())) {
                try (SideBySide sides = new SideBySide(this)) {
                    sides.agree(
                            "%s, window %s, %s".formatted(type, window, random),
                            lane -> restored(lane, window, keys, values, next),
                            lane -> restored(lane, window, keys, values, next));
                }
            }
        }
    }

    private static List<float[]> restored(
            Lane lane, OptionalInt window, HostTensor keys, HostTensor values, AttentionCase next) {
        KeyValueCache cache = lane.keyValueCache(CACHE_HEADS, window);
        cache.restore(keys, values);
        return List.of(next.softmax(lane, cache, 4), cache.exportKeys("k").toFloats());
    }

    @Test
    default void cachesOfAnotherShapeAreRefused() {
        HostTensor fits = tensor(2, 5, 13);
        try (Lane lane = new Lane(backend())) {
            KeyValueCache cache = lane.keyValueCache(CACHE_HEADS, OptionalInt.of(5));
            for (HostTensor wrong :
                    List.of(tensor(2, 6, 13), tensor(6, 5, 13), tensor(2, 5, 12), tensor(2, 4, 13), tensor(2, 65))) {
                assertThatThrownBy(() -> cache.restore(fits, wrong)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> cache.restore(wrong, fits)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static HostTensor tensor(long... dimensions) {
        Shape shape = Shape.of(dimensions);
        return HostTensor.of("tensor", shape, new float[(int) shape.elements()]);
    }

    @Test
    default void closedCacheIsRefused() {
        AttentionCase next = AttentionCase.random(new RandomData(94), CACHE_HEADS, 2);
        try (Lane lane = new Lane(backend())) {
            KeyValueCache cache = lane.backend().keyValueCache(CACHE_HEADS, OptionalInt.of(4));
            cache.close();
            cache.close();
            assertThatThrownBy(() -> cache.exportKeys("k")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(cache::copy).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> next.softmax(lane, cache, 2)).isInstanceOf(IllegalStateException.class);
        }
    }
}
