package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.InsufficientMemoryException;
import org.spikingbrain4j.operators.Shape;

class CpuKeyValueCacheTest {
    private static final AttentionHeads HEADS = new AttentionHeads(4, 2, 3);

    @Test
    void exportsTheWindowOldestFirst() {
        CpuKeyValueCache cache = filled(OptionalInt.of(5), 13);
        assertThat(cache.length()).isEqualTo(5);
        HostTensor keys = cache.exportKeys("k");
        assertThat(keys.shape()).isEqualTo(Shape.of(2, 5, 3));
        for (int token = 0; token < 5; token++) {
            assertThat(keys.value(3L * token)).isEqualTo(key(8 + token, 0));
            assertThat(keys.value(15L + 3L * token + 2)).isEqualTo(key(8 + token, 5));
        }
        assertThat(cache.exportValues("v").value(0)).isEqualTo(-key(8, 0));
    }

    @Test
    void withoutAWindowItHoldsEverything() {
        CpuKeyValueCache cache = filled(OptionalInt.empty(), 207);
        assertThat(cache.length()).isEqualTo(207);
        HostTensor keys = cache.exportKeys("k");
        assertThat(keys.value(0)).isEqualTo(key(0, 0));
        assertThat(keys.value(206 * 3)).isEqualTo(key(206, 0));
    }

    @Test
    void withAWindowItsSizeIsConstant() {
        CpuKeyValueCache cache = filled(OptionalInt.of(100), 1000);
        long bytes = cache.bytes();
        append(cache, 1000, 9000);
        assertThat(cache.bytes()).isEqualTo(bytes);
        assertThat(bytes).isEqualTo(2L * 2 * (99 + CpuKeyValueCache.PIECE) * 3 * Float.BYTES);
        assertThat(cache.exportKeys("k").value(0)).isEqualTo(key(9900, 0));
    }

    @Test
    void anEmptyCacheExportsAndRestores() {
        CpuKeyValueCache cache = new CpuKeyValueCache(HEADS, OptionalInt.of(4), 0);
        HostTensor keys = cache.exportKeys("k");
        assertThat(keys.shape()).isEqualTo(Shape.of(2, 0, 3));
        CpuKeyValueCache other = filled(OptionalInt.of(4), 3);
        other.restore(keys, cache.exportValues("v"));
        assertThat(other.length()).isZero();
    }

    @Test
    void restoreGivesWhatWasExportedAndGoesOn() {
        CpuKeyValueCache original = filled(OptionalInt.of(5), 13);
        CpuKeyValueCache restored = new CpuKeyValueCache(HEADS, OptionalInt.of(5), 0);
        restored.restore(original.exportKeys("k"), original.exportValues("v"));
        append(original, 13, 2);
        append(restored, 13, 2);
        assertThat(restored.exportKeys("k").toFloats())
                .isEqualTo(original.exportKeys("k").toFloats());
        assertThat(restored.exportValues("v").toFloats())
                .isEqualTo(original.exportValues("v").toFloats());
    }

    @Test
    void restoreConvertsOtherDataTypes() {
        CpuKeyValueCache cache = new CpuKeyValueCache(HEADS, OptionalInt.empty(), 0);
        HostTensor doubles = HostTensor.of("k", Shape.of(2, 1, 3), new double[] {1, 2, 3, 4, 5, 6});
        cache.restore(doubles, doubles);
        assertThat(cache.exportKeys("k").toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void copiesAreIndependent() {
        CpuKeyValueCache cache = filled(OptionalInt.of(5), 7);
        CpuKeyValueCache copy = cache.copy();
        append(cache, 100, 3);
        assertThat(copy.exportKeys("k").toFloats())
                .isEqualTo(filled(OptionalInt.of(5), 7).exportKeys("k").toFloats());
        append(copy, 7, 1);
        assertThat(copy.exportKeys("k").value(4 * 3)).isEqualTo(key(7, 0));
    }

    @Test
    void wrongShapesAreNamed() {
        CpuKeyValueCache cache = new CpuKeyValueCache(HEADS, OptionalInt.of(2), 0);
        HostTensor good = HostTensor.of("good", Shape.of(2, 1, 3), new float[6]);
        HostTensor heads = HostTensor.of("layer.keys", Shape.of(1, 2, 3), new float[6]);
        assertThatThrownBy(() -> cache.restore(heads, heads))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer.keys: need [2, length <= 2, 3], found [1, 2, 3]");
        HostTensor tooLong = HostTensor.of("layer.keys", Shape.of(2, 3, 3), new float[18]);
        assertThatThrownBy(() -> cache.restore(tooLong, tooLong))
                .hasMessage("layer.keys: need [2, length <= 2, 3], found [2, 3, 3]");
        HostTensor two = HostTensor.of("layer.values", Shape.of(2, 2, 3), new float[12]);
        assertThatThrownBy(() -> cache.restore(good, two))
                .hasMessage("good [2, 1, 3] and layer.values [2, 2, 3] differ in shape");
        assertThatThrownBy(() -> new CpuKeyValueCache(HEADS, OptionalInt.of(0), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void useAfterCloseIsAnErrorAndClosingTwiceIsNot() {
        CpuKeyValueCache cache = filled(OptionalInt.empty(), 3);
        cache.close();
        cache.close();
        assertThatThrownBy(() -> cache.exportKeys("k")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cache::copy).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> append(cache, 0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void moreTokensThanAnArrayHoldsIsAnErrorInWords() {
        AttentionHeads huge = new AttentionHeads(1, 1, Integer.MAX_VALUE / 2);
        CpuKeyValueCache cache = new CpuKeyValueCache(huge, OptionalInt.empty(), 0);
        Rows none = new Rows(new float[0], 0, 0);
        assertThatThrownBy(() -> cache.append(none, none, 3))
                .isInstanceOf(InsufficientMemoryException.class)
                .hasMessageContaining("at most 1");
    }

    private static CpuKeyValueCache filled(OptionalInt window, int tokens) {
        CpuKeyValueCache cache = new CpuKeyValueCache(HEADS, window, 0);
        append(cache, 0, tokens);
        return cache;
    }

    private static void append(CpuKeyValueCache cache, int position, int tokens) {
        int done = 0;
        for (int piece = 1; done < tokens; piece = piece * 3 % CpuKeyValueCache.PIECE) {
            int count = Math.min(piece, tokens - done);
            cache.append(rows(position + done, count, 1), rows(position + done, count, -1), count);
            done += count;
        }
    }

    private static Rows rows(int position, int count, int sign) {
        Rows rows = new Rows(new float[count * 6], 0, 6);
        for (int i = 0; i < count; i++) {
            for (int column = 0; column < 6; column++) {
                rows.array()[rows.at(i, column)] = sign * key(position + i, column);
            }
        }
        return rows;
    }

    private static float key(int token, int column) {
        return 10 * token + column + 1;
    }
}
