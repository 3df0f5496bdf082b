package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.testkit.Deviation;

/** Several sequences in one pass: those of one length are one batch, and each gives what it gives alone. */
class SequencesTest {
    private static final long SEED = 60;
    private static final AttentionHeads HEADS = new AttentionHeads(4, 2, 8);
    private static final double TOLERANCE = 1e-6;
    private static final List<List<Integer>> LENGTHS =
            List.of(List.of(9, 9, 9), List.of(17, 3, 1), List.of(5, 5, 12, 5, 1, 1));

    /** What reads sequences. */
    private enum Reader {
        FULL,
        WINDOW,
        LINEAR,
        ROTARY;

        Tensor read(TorchBackend backend, TrainingPass pass, List<Tensor> x, List<Integer> lengths) {
            return switch (this) {
                case FULL -> attention(backend, pass, x, lengths, OptionalInt.empty());
                case WINDOW -> attention(backend, pass, x, lengths, OptionalInt.of(3));
                case LINEAR -> linear(backend, pass, x, lengths);
                case ROTARY -> pass.rotary(x.getFirst(), RotaryFrequencies.of(10_000, 8), spans(lengths, _ -> ""));
            };
        }
    }

    /** Values and gradients, [rows · columns] each. */
    private record Answer(float[] values, List<float[]> gradients) {}

    @ParameterizedTest
    @EnumSource(Reader.class)
    void eachGivesWhatItGivesAlone(Reader reader) {
        for (List<Integer> lengths : LENGTHS) {
            int rows = lengths.stream().mapToInt(Integer::intValue).sum();
            List<float[]> inputs = inputs(rows);
            float[] factors = normal(new Random(SEED + 1), rows * HEADS.queryColumns(), 1, 0);
            Answer together = answer(reader, inputs, factors, lengths);
            int row = 0;
            for (int length : lengths) {
                int from = row;
                List<float[]> own = IntStream.range(0, inputs.size())
                        .mapToObj(i -> rows(inputs.get(i), columns(i), from, length))
                        .toList();
                Answer alone = answer(reader, own, rows(factors, HEADS.queryColumns(), from, length), List.of(length));
                String what = "%s, lengths %s, from row %d, seed %d".formatted(reader, lengths, from, SEED);
                close(what, alone.values(), rows(together.values(), HEADS.queryColumns(), from, length));
                for (int i = 0; i < alone.gradients().size(); i++) {
                    close(
                            "%s, gradient by input %d".formatted(what, i),
                            alone.gradients().get(i),
                            rows(together.gradients().get(i), columns(i), from, length));
                }
                row += length;
            }
        }
    }

    private static void close(String what, float[] expected, float[] actual) {
        Deviation deviation = Deviation.between(expected, actual);
        assertThat(deviation.relativeRms()).as("%s: %s", what, deviation).isLessThanOrEqualTo(TOLERANCE);
    }

    private static Answer answer(Reader reader, List<float[]> inputs, float[] factors, List<Integer> lengths) {
        int rows = factors.length / HEADS.queryColumns();
        try (TorchBackend backend = new TorchBackend(1);
                TrainingPass pass = backend.openTraining(true)) {
            List<Tensor> leaves = IntStream.range(0, inputs.size())
                    .mapToObj(i -> pass.leaf(pass.constant(inputs.get(i), rows, columns(i))))
                    .toList();
            Tensor y = reader.read(backend, pass, leaves, lengths);
            pass.backward(pass.product(y, pass.constant(factors, rows, HEADS.queryColumns())));
            int used = switch (reader) {
                case ROTARY -> 1;
                case FULL, WINDOW -> 3;
                case LINEAR -> 4;
            };
            return new Answer(
                    pass.toHost(y),
                    leaves.stream()
                            .limit(used)
                            .map(leaf -> pass.toHost(pass.gradient(leaf)))
                            .toList());
        }
    }

    private static Tensor attention(
            TorchBackend backend, TrainingPass pass, List<Tensor> x, List<Integer> lengths, OptionalInt window) {
        List<Span<KeyValueCache>> spans = spans(lengths, _ -> backend.keyValueCache(HEADS, window));
        Tensor y = pass.attention(x.get(0), x.get(1), x.get(2), HEADS, spans, KeyValuePrecision.EXACT);
        spans.forEach(span -> span.state().close());
        return y;
    }

    private static Tensor linear(TorchBackend backend, TrainingPass pass, List<Tensor> x, List<Integer> lengths) {
        List<Span<RecurrentState>> spans = spans(lengths, _ -> backend.recurrentState(HEADS));
        Tensor y = pass.gatedLinearAttention(x.get(0), x.get(1), x.get(2), x.get(3), HEADS, spans);
        spans.forEach(span -> span.state().close());
        return y;
    }

    private static <S> List<Span<S>> spans(List<Integer> lengths, java.util.function.IntFunction<S> state) {
        List<Span<S>> spans = new ArrayList<>();
        int row = 0;
        for (int length : lengths) {
            spans.add(new Span<>(row, length, 0, state.apply(row)));
            row += length;
        }
        return List.copyOf(spans);
    }

    /** Queries, keys, values and log-gates. */
    private static List<float[]> inputs(int rows) {
        Random random = new Random(SEED);
        return List.of(
                normal(random, rows * columns(0), 1, 0),
                normal(random, rows * columns(1), 1, 0),
                normal(random, rows * columns(2), 1, 0),
                normal(random, rows * columns(3), 0.1, -0.5));
    }

    private static int columns(int input) {
        return input == 0 ? HEADS.queryColumns() : HEADS.kvColumns();
    }

    private static float[] normal(Random random, int count, double deviation, double mean) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return values;
    }

    private static float[] rows(float[] values, int columns, int from, int count) {
        return java.util.Arrays.copyOfRange(values, from * columns, (from + count) * columns);
    }
}
