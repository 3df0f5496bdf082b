package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;

/** The gradient of every operator, by each of its inputs and weights. */
class OperatorGradientTest {
    private static final AttentionHeads HEADS = new AttentionHeads(4, 2, 8);

    @Test
    void linear() {
        new GradientCheck(1)
                .input(5, 7, 0, 1)
                .weight(0, 0.4, 3, 7)
                .run("linear", (_, ops, x, w) -> ops.linear(x.getFirst(), w.getFirst()));
        new GradientCheck(2)
                .input(5, 7, 0, 1)
                .weight(0, 0.4, 3, 7)
                .weight(0, 1, 3)
                .run("linear with bias", (_, ops, x, w) -> ops.linear(x.getFirst(), w.getFirst(), w.getLast()));
    }

    @Test
    void embedAddsWhereATokenStandsTwice() {
        int[] tokens = {3, 0, 3, 1, 3};
        new GradientCheck(3).weight(0, 1, 5, 6).run("embed", (_, ops, _, w) -> ops.embed(w.getFirst(), tokens));
    }

    @Test
    void rmsNorm() {
        new GradientCheck(4)
                .input(3, 13, 0, 2)
                .weight(1, 0.2, 13)
                .run("rmsNorm", (_, ops, x, w) -> ops.rmsNorm(x.getFirst(), w.getFirst(), 1e-6));
        new GradientCheck(5)
                .input(3, 24, 0, 2)
                .weight(1, 0.2, 8)
                .run("rmsNorm per head", (_, ops, x, w) -> ops.rmsNorm(x.getFirst(), w.getFirst(), 1e-6));
    }

    @Test
    void rotary() {
        RotaryFrequencies frequencies = RotaryFrequencies.of(10_000, 8);
        List<Span<String>> spans = List.of(new Span<>(0, 2, 0, ""), new Span<>(2, 3, 4999, ""));
        new GradientCheck(6)
                .input(5, 16, 0, 1)
                .run("rotary", (_, ops, x, _) -> ops.rotary(x.getFirst(), frequencies, spans));
    }

    @Test
    void maps() {
        new GradientCheck(7)
                .input(4, 9, 0, 3)
                .input(4, 9, 0, 1)
                .run("siluMul", (_, ops, x, _) -> ops.siluMul(x.getFirst(), x.getLast()));
        new GradientCheck(8)
                .input(4, 9, 0, 6)
                .run("logSigmoid", (_, ops, x, _) -> ops.logSigmoid(x.getFirst(), 1.0 / 16));
        new GradientCheck(9)
                .input(4, 9, 0, 1)
                // Away from the corner.
                .each(x -> x + Math.copySign(0.1, x))
                .run("relu", (_, ops, x, _) -> ops.relu(x.getFirst()));
        new GradientCheck(10)
                .input(4, 9, 0, 1)
                .run("selectRows", (_, ops, x, _) -> ops.selectRows(x.getFirst(), new int[] {2, 0, 2}));
    }

    @Test
    void mapsOfTiedGates() {
        new GradientCheck(12).input(4, 9, 0, 3).run("sigmoid", (_, ops, x, _) -> ops.sigmoid(x.getFirst()));
        new GradientCheck(13)
                .input(4, 9, 0, 6)
                .run("logOneMinusSigmoid", (_, ops, x, _) -> ops.logOneMinusSigmoid(x.getFirst()));
        new GradientCheck(14)
                .input(4, 9, 0, 1)
                .input(4, 9, 0, 1)
                .weight(0.5, 0.1, 2)
                .run("mix", (_, ops, x, w) -> ops.mix(x.getFirst(), x.getLast(), w.getFirst()));
        new GradientCheck(15)
                .input(3, 5, 0, 1)
                .input(4, 5, 0, 1)
                .run("concatenate", (_, ops, x, _) -> ops.concatenate(x.getFirst(), x.getLast()));
    }

    /** By what the experts see, by the router, and by the experts; logits lie apart, so that no step changes a choice. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 2", "4, 4"})
    void mixture(int experts, int active) {
        GradientCheck check = new GradientCheck(16L + experts).input(6, 5, 0, 1).input(6, experts, 0, 3);
        for (int expert = 0; expert < experts; expert++) {
            check.weight(0, 0.4, 5, 5);
        }
        check.run("%d of %d experts".formatted(active, experts), (_, ops, x, weights) -> {
            Routing routing = ops.route(x.getLast(), active, "router");
            List<UnaryOperator<Tensor>> parts = weights.stream()
                    .<UnaryOperator<Tensor>>map(weight -> rows -> ops.linear(rows, weight))
                    .toList();
            return ops.mixture(x.getFirst(), routing, parts);
        });
    }

    /** Gradients of pinned keys come from all that sees them: at once, in blocks, beside a full cache. */
    @ParameterizedTest
    @CsvSource({"3, 3, 5", "3, 4, 5", "3, 12, 5", "3, 19, 5", "3, 12, 0", "2, 1030, 0"})
    void attentionWithPinnedTokens(int pinned, int length, int window) {
        AttentionHeads heads = length > 1000 ? new AttentionHeads(2, 1, 4) : HEADS;
        OptionalInt seen = window == 0 ? OptionalInt.empty() : OptionalInt.of(window);
        new GradientCheck(30L + length)
                .input(length, heads.queryColumns(), 0, 1)
                .input(length, heads.kvColumns(), 0, 1)
                .input(length, heads.kvColumns(), 0, 1)
                .run(
                        "%d pinned of %d, window %s".formatted(pinned, length, seen),
                        (backend, ops, x, _) -> attention(ops, x, heads, backend.keyValueCache(heads, seen, pinned)));
    }

    @Test
    void residual() {
        new GradientCheck(11)
                .input(4, 6, 0, 1)
                .weight(0, 0.4, 6, 6)
                .run(
                        "residual",
                        (_, ops, x, w) -> ops.residual(
                                ops.siluMul(x.getFirst(), x.getFirst()), y -> ops.linear(y, w.getFirst())));
    }

    static Stream<Arguments> attentions() {
        OptionalInt full = OptionalInt.empty();
        return Stream.of(
                Arguments.of(1, full, HEADS),
                Arguments.of(19, full, HEADS),
                Arguments.of(19, OptionalInt.of(5), HEADS),
                Arguments.of(10, OptionalInt.of(5), HEADS),
                // In blocks: more than two windows, with and without a tail.
                Arguments.of(11, OptionalInt.of(5), HEADS),
                Arguments.of(15, OptionalInt.of(5), HEADS),
                Arguments.of(7, OptionalInt.of(1), HEADS),
                // libtorch's fused form, whole and in blocks.
                Arguments.of(1030, full, new AttentionHeads(2, 1, 4)),
                Arguments.of(1610, OptionalInt.of(530), new AttentionHeads(2, 1, 4)));
    }

    @ParameterizedTest
    @MethodSource("attentions")
    void attention(int length, OptionalInt window, AttentionHeads heads) {
        new GradientCheck(20L + length)
                .input(length, heads.queryColumns(), 0, 1)
                .input(length, heads.kvColumns(), 0, 1)
                .input(length, heads.kvColumns(), 0, 1)
                .run(
                        "attention over %d, window %s".formatted(length, window),
                        (backend, ops, x, _) -> attention(ops, x, heads, backend.keyValueCache(heads, window)));
    }

    private static Tensor attention(Operators ops, List<Tensor> x, AttentionHeads heads, KeyValueCache cache) {
        try (cache) {
            var spans = List.of(new Span<>(0, x.getFirst().rows(), 0, cache));
            return ops.attention(x.get(0), x.get(1), x.get(2), heads, spans, KeyValuePrecision.EXACT);
        }
    }

    /** Gates about -0.1, as models have them, and about -5, which divisions by their products would not survive. */
    @ParameterizedTest
    @CsvSource({"1, -0.1", "15, -0.1", "16, -0.1", "17, -0.1", "50, -0.1", "16, -5", "17, -5", "50, -5", "50, -60"})
    void gatedLinearAttention(int length, double gate) {
        new GradientCheck(40L + length)
                .input(length, HEADS.queryColumns(), 0, 1)
                .input(length, HEADS.kvColumns(), 0, 1)
                .input(length, HEADS.kvColumns(), 0, 1)
                .input(length, HEADS.kvColumns(), gate, -gate / 4)
                .each(x -> Math.min(x, -0.01))
                .run(
                        "gated linear attention over %d, gates about %s".formatted(length, gate),
                        (backend, ops, x, _) -> gatedLinearAttention(backend, ops, x));
    }

    private static Tensor gatedLinearAttention(Backend backend, Operators ops, List<Tensor> x) {
        try (RecurrentState state = backend.recurrentState(HEADS)) {
            var spans = List.of(new Span<>(0, x.getFirst().rows(), 0, state));
            return ops.gatedLinearAttention(x.get(0), x.get(1), x.get(2), x.get(3), HEADS, spans);
        }
    }

    /** Rounding has no gradient: what spikes pass on is what they get, bit by bit. */
    @Test
    void spikesPassGradientsStraightThrough() {
        Random random = new Random(50);
        float[] values = new float[4 * 12];
        float[] factors = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
            factors[i] = (float) random.nextGaussian();
        }
        for (int run : new int[] {12, 4}) {
            SpikeRule rule = new SpikeRule("spikes", 3, run, SpikeExecution.COUNTS);
            try (TorchBackend backend = new TorchBackend(1);
                    TrainingPass pass = backend.openTraining(true)) {
                Tensor x = pass.leaf(pass.constant(values, 4, 12));
                Tensor y = pass.spikeValues(pass.spike(x, rule));
                pass.backward(pass.product(y, pass.constant(factors, 4, 12)));
                assertThat(pass.toHost(pass.gradient(x)))
                        .as("seed 50, run %d", run)
                        .isEqualTo(factors);
            }
        }
    }
}
