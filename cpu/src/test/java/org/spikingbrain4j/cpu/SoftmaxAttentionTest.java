package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Span;

class SoftmaxAttentionTest {
    private static final AttentionHeads GROUPED = new AttentionHeads(6, 2, 13);

    static Stream<AttentionKernels> kernels() {
        return AttentionCase.kernels();
    }

    static Stream<Arguments> kernelsAndHeads() {
        return kernels().flatMap(kernel -> AttentionCase.headShapes().map(heads -> Arguments.of(kernel, heads)));
    }

    @ParameterizedTest
    @MethodSource("kernelsAndHeads")
    void equalsTheFormulaForEveryHeadShapeAndWindow(AttentionKernels kernels, AttentionHeads heads) {
        AttentionCase input = new AttentionCase(heads, 70, 11);
        for (int window : new int[] {1, 2, 8, 16, 65, 500}) {
            assertMatches(input, kernels, OptionalInt.of(window), 70);
        }
        assertMatches(input, kernels, OptionalInt.empty(), 70);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void everyChunkingGivesTheSame(AttentionKernels kernels) {
        AttentionCase input = new AttentionCase(GROUPED, 207, 12);
        for (int chunk : new int[] {1, 7, 16, 64, 207}) {
            assertMatches(input, kernels, OptionalInt.of(16), chunk);
            assertMatches(input, kernels, OptionalInt.of(100), chunk);
            assertMatches(input, kernels, OptionalInt.empty(), chunk);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void chunksLongerThanTheCacheAndSlidingWindowsAreExact(AttentionKernels kernels) {
        AttentionCase input = new AttentionCase(new AttentionHeads(2, 1, 8), 1700, 13);
        for (int chunk : new int[] {1, 600, 1700}) {
            assertMatches(input, kernels, OptionalInt.of(2), chunk);
            assertMatches(input, kernels, OptionalInt.of(700), chunk);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void oneQueryOverAVeryLongCacheIsCutIntoPieces(AttentionKernels kernels) {
        AttentionHeads heads = new AttentionHeads(40, 1, 8);
        AttentionCase input = new AttentionCase(heads, 4500, 14);
        Rows out = decodeLast(input, kernels, 2);
        double[][] last = NaiveAttention.softmax(input, Integer.MAX_VALUE, 4499);
        assertThat(input.distance(last, out.from(4499, 0))).isLessThan(AttentionCase.tolerance(last));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void hugeScoresNeitherOverflowNorGiveNaN(AttentionKernels kernels) {
        AttentionCase input = new AttentionCase(new AttentionHeads(3, 1, 16), 90, 15);
        for (float[] array : List.of(input.q.array(), input.k.array())) {
            for (int i = 0; i < array.length; i++) {
                array[i] *= 90;
            }
        }
        // A score of 1e4 in float32 is off by 1e-3: compare only with what that allows.
        assertThat(distance(input, kernels, OptionalInt.of(20), 90)).isLessThan(0.05);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void spansDoNotSeeEachOtherAndWorkersDoNotChangeABit(AttentionKernels kernels) {
        AttentionHeads heads = new AttentionHeads(14, 2, 16);
        AttentionCase input = new AttentionCase(heads, 90, 16);
        Rows one = runThreeSpans(input, kernels, 1);
        assertThat(runThreeSpans(input, kernels, 2).array()).isEqualTo(one.array());
        assertThat(runThreeSpans(input, kernels, 3).array()).isEqualTo(one.array());
        int[] rows = {0, 1, 41};
        int[] lengths = {1, 40, 49};
        for (int i = 0; i < 3; i++) {
            AttentionCase alone = input.slice(rows[i], lengths[i]);
            double[][] expected = NaiveAttention.softmax(alone, 10, 0);
            assertThat(alone.distance(expected, one.from(rows[i], 0))).isLessThan(AttentionCase.tolerance(expected));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void workersDoNotChangeABitAtTheSizesOfTheModel(AttentionKernels kernels) {
        AttentionCase input = new AttentionCase(new AttentionHeads(28, 4, 128), 90, 19);
        Rows one = runThreeSpans(input, kernels, 1);
        assertThat(runThreeSpans(input, kernels, 2).array()).isEqualTo(one.array());
        assertThat(runThreeSpans(input, kernels, 3).array()).isEqualTo(one.array());
    }

    private static Rows runThreeSpans(AttentionCase input, AttentionKernels kernels, int workers) {
        Rows out = input.freshOutput();
        SoftmaxAttention attention = new SoftmaxAttention(TestPools.of(workers), kernels);
        List<Span<CpuKeyValueCache>> spans = List.of(
                new Span<>(41, 49, 0, new CpuKeyValueCache(input.heads, OptionalInt.of(10), 0)),
                new Span<>(0, 1, 0, new CpuKeyValueCache(input.heads, OptionalInt.of(10), 0)),
                new Span<>(1, 40, 0, new CpuKeyValueCache(input.heads, OptionalInt.of(10), 0)));
        attention.run(input.q, input.k, input.v, out, input.heads, spans, KeyValuePrecision.EXACT);
        return out;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void longDecodeIsTheSameForEveryNumberOfWorkers(AttentionKernels kernels) {
        AttentionHeads heads = new AttentionHeads(6, 2, 8);
        AttentionCase input = new AttentionCase(heads, 2600, 17);
        List<float[]> results = new ArrayList<>();
        for (int workers = 1; workers <= 3; workers++) {
            results.add(decodeLast(input, kernels, workers).array());
        }
        assertThat(results.get(1)).isEqualTo(results.get(0));
        assertThat(results.get(2)).isEqualTo(results.get(0));
    }

    /** Attends for the last token alone; the others go straight into the cache. */
    private static Rows decodeLast(AttentionCase input, AttentionKernels kernels, int workers) {
        CpuKeyValueCache cache = new CpuKeyValueCache(input.heads, OptionalInt.empty(), 0);
        int last = input.tokens - 1;
        for (int row = 0; row < last; row += CpuKeyValueCache.PIECE) {
            cache.append(input.k.from(row, 0), input.v.from(row, 0), Math.min(CpuKeyValueCache.PIECE, last - row));
        }
        Rows out = input.freshOutput();
        new SoftmaxAttention(TestPools.of(workers), kernels)
                .run(
                        input.q,
                        input.k,
                        input.v,
                        out,
                        input.heads,
                        List.of(new Span<>(last, 1, last, cache)),
                        KeyValuePrecision.EXACT);
        return out;
    }

    private static void assertMatches(AttentionCase input, AttentionKernels kernels, OptionalInt window, int chunk) {
        assertThat(distance(input, kernels, window, chunk))
                .as("%s, window %s, chunk %d", input.heads, window, chunk)
                .isLessThan(2e-5);
    }

    private static double distance(AttentionCase input, AttentionKernels kernels, OptionalInt window, int chunk) {
        Rows out = input.freshOutput();
        CpuKeyValueCache cache = new CpuKeyValueCache(input.heads, window, 0);
        SoftmaxAttention attention = new SoftmaxAttention(TestPools.of(1), kernels);
        for (int row = 0; row < input.tokens; row += chunk) {
            int length = Math.min(chunk, input.tokens - row);
            attention.run(
                    input.q,
                    input.k,
                    input.v,
                    out,
                    input.heads,
                    List.of(new Span<>(row, length, row, cache)),
                    KeyValuePrecision.EXACT);
        }
        double[][] expected = NaiveAttention.softmax(input, window.orElse(Integer.MAX_VALUE), 0);
        return input.distance(expected, out) / Math.max(1, AttentionCase.tolerance(expected) / 2e-5);
    }
}
