package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.testkit.Deviation;

/** Gated linear attention in chunks beside the recurrence of spec 4.1 token by token, which libtorch differentiates itself. */
class NaiveRecurrenceTest {
    private static final AttentionHeads HEADS = new AttentionHeads(6, 2, 8);
    private static final double TOLERANCE = 2e-5;

    /** Gates that forget everything have gradients of 1e-12, which are lost among terms of size 1. */
    private static final double NOTHING = 1e-7;

    @ParameterizedTest
    @CsvSource({"1, -0.1", "16, -0.1", "17, -5", "50, -0.1", "50, -5", "64, -40"})
    void valuesAndGradientsAgree(int length, double gate) {
        long seed = 70L + length;
        Random random = new Random(seed);
        GradMode.set_enabled(true);
        try (PointerScope _ = new PointerScope();
                TorchRecurrentState state = new TorchRecurrentState(HEADS)) {
            List<Tensor> inputs = List.of(
                    leaf(random, length, HEADS.queryColumns(), 0, 1),
                    leaf(random, length, HEADS.kvColumns(), 0, 1),
                    leaf(random, length, HEADS.kvColumns(), 0, 1),
                    leaf(random, length, HEADS.kvColumns(), gate, gate / 10));
            Tensor factors = leaf(random, length, HEADS.queryColumns(), 0, 1).detach();
            List<Tensor> batch = inputs.stream().map(x -> x.unsqueeze(0)).toList();
            Tensor chunked = new GatedLinearAttention(HEADS)
                    .apply(batch.get(0), batch.get(1), batch.get(2), batch.get(3), List.of(state));
            List<float[]> actual = gradients(chunked, factors, inputs);
            Tensor naive = recurrence(inputs.get(0), inputs.get(1), inputs.get(2), inputs.get(3));
            List<float[]> expected = gradients(naive, factors, inputs);
            for (int i = 0; i < expected.size(); i++) {
                Deviation deviation = Deviation.between(expected.get(i), actual.get(i));
                assertThat(deviation.relativeRms() <= TOLERANCE || deviation.maximum() <= NOTHING)
                        .as("result (0) or gradient by input %d - 1, seed %d: %s", i, seed, deviation)
                        .isTrue();
            }
        }
    }

    private static Tensor leaf(Random random, int rows, int columns, double mean, double deviation) {
        float[] values = new float[rows * columns];
        IntStream.range(0, values.length).forEach(i -> values[i] = (float) (mean + deviation * random.nextGaussian()));
        Tensor leaf = Native.floats(values, rows, columns);
        leaf.set_requires_grad(true);
        return leaf;
    }

    /** S ← e^g S + k v, o = q S / √d; [tokens, columns] each. */
    private static Tensor recurrence(Tensor q, Tensor k, Tensor v, Tensor g) {
        long d = HEADS.headDim();
        TensorVector rows = new TensorVector();
        Tensor state = torch.zeros(HEADS.kvHeads(), d, d);
        for (long t = 0; t < q.size(0); t++) {
            Tensor decay = g.select(0, t).view(HEADS.kvHeads(), d, 1).exp();
            Tensor added = k.select(0, t)
                    .view(HEADS.kvHeads(), d, 1)
                    .mul(v.select(0, t).view(HEADS.kvHeads(), 1, d));
            state = state.mul(decay).add(added);
            Tensor queries = q.select(0, t).view(HEADS.kvHeads(), HEADS.groupSize(), d);
            rows.push_back(queries.matmul(state).reshape(HEADS.queryColumns()));
        }
        return torch.stack(rows, 0).mul(new Scalar(1 / Math.sqrt(d)));
    }

    /** The values, and the gradients of their product with factors, which the leaves then forget. */
    private static List<float[]> gradients(Tensor y, Tensor factors, List<Tensor> leaves) {
        torch.backward(
                new TensorVector(y.mul(factors).sum()),
                new TensorVector(),
                new BoolOptional(),
                false,
                new TensorVector());
        List<float[]> found = new ArrayList<>();
        found.add(Native.toFloats(y));
        leaves.forEach(leaf -> {
            found.add(Native.toFloats(leaf.grad()));
            leaf.mutable_grad().reset();
        });
        return found;
    }
}
