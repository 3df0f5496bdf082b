package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Span;

class GatedLinearAttentionTest {

    static Stream<AttentionKernels> kernels() {
        return AttentionCase.kernels();
    }

    static Stream<Arguments> kernelsAndHeads() {
        return kernels().flatMap(kernel -> AttentionCase.headShapes().map(heads -> Arguments.of(kernel, heads)));
    }

    @ParameterizedTest
    @MethodSource("kernelsAndHeads")
    void equalsTheRecurrenceForEveryHeadShape(AttentionKernels kernels, AttentionHeads heads) {
        AttentionCase input = new AttentionCase(heads, 70, 21);
        Rows gate = input.uniform(heads.kvColumns(), -0.7, 0);
        assertMatches(input, gate, kernels, 70);
        assertMatches(input, gate, kernels, 7);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void everyChunkingGivesTheSame(AttentionKernels kernels) {
        AttentionCase input = new AttentionCase(new AttentionHeads(6, 2, 16), 300, 22);
        Rows gate = input.uniform(input.heads.kvColumns(), -0.7, 0);
        for (int chunk : new int[] {1, 7, 16, 17, 64, 300}) {
            assertMatches(input, gate, kernels, chunk);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gatesOfEveryStrengthAreExact(AttentionKernels kernels) {
        AttentionCase input = new AttentionCase(new AttentionHeads(2, 2, 32), 150, 23);
        int columns = input.heads.kvColumns();
        assertMatches(input, input.uniform(columns, -0.001, 0), kernels, 150);
        assertMatches(input, input.uniform(columns, -5, -4.5), kernels, 150);
        for (double constant : new double[] {0, -5, -50, -1e4}) {
            assertMatches(input, input.uniform(columns, constant, constant), kernels, 150);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aStrongGateAmongWeakOnesLosesNoPrecision(AttentionKernels kernels) {
        AttentionCase input = new AttentionCase(new AttentionHeads(2, 2, 32), 150, 24);
        Rows gate = input.uniform(input.heads.kvColumns(), -0.01, 0);
        Random random = new Random(24);
        float[] strong = {-5, -50, -1e4f, Float.NEGATIVE_INFINITY};
        for (int i = 0; i < gate.array().length; i++) {
            gate.array()[i] = random.nextInt(10) == 0 ? strong[random.nextInt(4)] : gate.array()[i];
        }
        assertMatches(input, gate, kernels, 150);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void spansAreIndependentAndWorkersDoNotChangeABit(AttentionKernels kernels) {
        AttentionCase input = new AttentionCase(new AttentionHeads(14, 2, 48), 400, 25);
        Rows gate = input.uniform(input.heads.kvColumns(), -0.7, 0);
        Rows one = runSpans(input, gate, kernels, 1);
        assertThat(runSpans(input, gate, kernels, 2).array()).isEqualTo(one.array());
        assertThat(runSpans(input, gate, kernels, 3).array()).isEqualTo(one.array());
        for (int[] span : SPANS) {
            AttentionCase alone = input.slice(span[0], span[1]);
            double[][] expected = NaiveAttention.gatedLinear(alone, gate.from(span[0], 0), zeros(input.heads));
            assertThat(alone.distance(expected, one.from(span[0], 0))).isLessThan(AttentionCase.tolerance(expected));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void workersDoNotChangeABitAtTheSizesOfTheModel(AttentionKernels kernels) {
        AttentionCase input = new AttentionCase(new AttentionHeads(28, 4, 128), 400, 27);
        Rows gate = input.uniform(input.heads.kvColumns(), -0.7, 0);
        Rows one = runSpans(input, gate, kernels, 1);
        assertThat(runSpans(input, gate, kernels, 2).array()).isEqualTo(one.array());
        assertThat(runSpans(input, gate, kernels, 3).array()).isEqualTo(one.array());
    }

    // Row and length: short ones, ones that end within a chunk, one longer than a batch of chunks.
    private static final int[][] SPANS = {{0, 3}, {3, 30}, {33, 1}, {34, 300}, {334, 66}};

    private static Rows runSpans(AttentionCase input, Rows gate, AttentionKernels kernels, int workers) {
        Rows out = input.freshOutput();
        List<Span<CpuRecurrentState>> spans = Stream.of(SPANS)
                .map(span ->
                        new Span<>(span[0], span[1], 0, new CpuRecurrentState(input.heads, kernels.panelColumns())))
                .toList();
        new GatedLinearAttention(TestPools.of(workers), kernels)
                .run(new GatedLinearAttention.Pass(input.q, input.k, input.v, gate, out, input.heads), spans);
        return out;
    }

    /** Panels of 16 columns read as panels of 32 would be garbage that looks like a result. */
    @Test
    void aStateOfOtherKernelsIsRefused() {
        AttentionCase input = new AttentionCase(new AttentionHeads(2, 2, 8), 1, 26);
        AttentionKernels kernels = new ScalarAttentionKernels();
        CpuRecurrentState other = new CpuRecurrentState(input.heads, kernels.panelColumns() + 1);
        var pass = new GatedLinearAttention.Pass(input.q, input.k, input.v, input.k, input.freshOutput(), input.heads);
        assertThatThrownBy(() -> new GatedLinearAttention(TestPools.of(1), kernels)
                        .run(pass, List.of(new Span<>(0, 1, 0, other))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other kernels");
    }

    /** Starts from a random state, compares outputs and the final state. */
    private static void assertMatches(AttentionCase input, Rows gate, AttentionKernels kernels, int chunk) {
        AttentionHeads heads = input.heads;
        int size = heads.headDim();
        Random random = new Random(29);
        float[] start = new float[heads.kvHeads() * size * size];
        IntStream.range(0, start.length).forEach(i -> start[i] = (float) random.nextGaussian());
        CpuRecurrentState state = new CpuRecurrentState(heads, kernels.panelColumns());
        state.restore(HostTensor.of("start", Shape.of(heads.kvHeads(), size, size), start));
        double[][][] naive = zeros(heads);
        IntStream.range(0, start.length).forEach(i -> naive[i / size / size][i / size % size][i % size] = start[i]);

        Rows out = input.freshOutput();
        var pass = new GatedLinearAttention.Pass(input.q, input.k, input.v, gate, out, heads);
        GatedLinearAttention attention = new GatedLinearAttention(TestPools.of(1), kernels);
        for (int row = 0; row < input.tokens; row += chunk) {
            attention.run(pass, List.of(new Span<>(row, Math.min(chunk, input.tokens - row), row, state)));
        }
        double[][] expected = NaiveAttention.gatedLinear(input, gate, naive);
        assertThat(input.distance(expected, out))
                .as("outputs: %s, chunk %d", heads, chunk)
                .isLessThan(AttentionCase.tolerance(expected));
        Rows end = new Rows(state.export("end").toFloats(), 0, size);
        for (int head = 0; head < heads.kvHeads(); head++) {
            assertThat(input.distance(naive[head], end.from(head * size, 0)))
                    .as("state: %s, chunk %d", heads, chunk)
                    .isLessThan(AttentionCase.tolerance(naive[head]));
        }
    }

    private static double[][][] zeros(AttentionHeads heads) {
        return new double[heads.kvHeads()][heads.headDim()][heads.headDim()];
    }
}
