package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;

/** Training steps leave nothing behind: neither handles in Java nor memory of the process. */
class NativeMemoryTest {
    private static final int WARM_UP = 300;
    private static final int STEPS = 1500;
    private static final int SIZE = 256;
    private static final int ROWS = 20;
    private static final AttentionHeads HEADS = new AttentionHeads(2, 1, 128);
    private static final int[] TOKENS = IntStream.range(0, ROWS).toArray();
    private static final RotaryFrequencies ROTARY = RotaryFrequencies.of(10_000, HEADS.headDim());
    private static final SpikeRule SPIKES = new SpikeRule("spikes", SpikeRule.DEFAULT_K, SIZE, SpikeExecution.COUNTS);

    /**
     * What may stay allocated outside of Java's heap. Java's compilers keep and free several MB there. The smallest activations,
     * [20, 128], lost once a step would be 15 MB.
     */
    private static final long MOST_GROWTH = 12 << 20;

    @Test
    @EnabledOnOs(OS.LINUX)
    void staysTheSameOverManySteps() throws InterruptedException {
        Optional<MethodHandle> allocations = ProcessMemory.allocations();
        assumeTrue(allocations.isPresent(), "this C library does not tell what is allocated");
        try (TorchBackend backend = new TorchBackend(1)) {
            TorchWeight head = load(backend, 50, SIZE);
            TorchWeight projection = load(backend, HEADS.kvColumns(), SIZE);
            TorchWeight norm = (TorchWeight) backend.load(HostTensor.of("norm", Shape.of(SIZE), ones(SIZE)));
            List<TorchWeight> weights = List.of(head, projection, norm);
            weights.forEach(weight -> weight.train(true));
            try (AdamW optimizer = new AdamW(weights, 0.9, 0.95, 1e-8)) {
                steps(WARM_UP, backend, weights, optimizer);
                System.gc();
                long handles = Pointer.totalCount();
                long bytes = Pointer.totalBytes();
                long allocated = ProcessMemory.allocatedBytes(allocations.get());
                steps(STEPS, backend, weights, optimizer);
                assertThat(Pointer.totalCount())
                        .as("native objects that Java holds")
                        .isLessThanOrEqualTo(handles + 20);
                assertThat(Pointer.totalBytes()).as("bytes that Java holds").isLessThanOrEqualTo(bytes + 4096);
                assertThat(ProcessMemory.allocatedBytes(allocations.get()) - allocated)
                        .as("growth of what is allocated")
                        .isLessThan(MOST_GROWTH);
            }
        }
    }

    private static void steps(int count, TorchBackend backend, List<TorchWeight> weights, AdamW optimizer) {
        for (int step = 0; step < count; step++) {
            recomputed(backend, weights);
            optimizer.scaleGradients(1 / Math.max(1, optimizer.gradientNorm()));
            optimizer.step(_ -> 1e-4, _ -> 0.1);
        }
    }

    /** Gradients of all losses, by way of a leaf as where layers are computed again. */
    private static void recomputed(TorchBackend backend, List<TorchWeight> weights) {
        TorchWeight table = weights.getFirst();
        try (TrainingPass kept = backend.openTraining(true)) {
            Tensor leaf;
            try (TrainingPass pass = backend.openTraining(false)) {
                leaf = kept.leaf(pass.embed(table, TOKENS));
            }
            try (TrainingPass pass = backend.openTraining(true)) {
                Tensor x = pass.rmsNorm(pass.selectRows(leaf, TOKENS), weights.get(2), 1e-6);
                Tensor y = pass.residual(x, branch -> mixed(backend, pass, branch, weights.get(1)));
                Tensor ones = pass.constant(ones(ROWS * SIZE), ROWS, SIZE);
                pass.backward(pass.crossEntropy(y, table, TOKENS)
                        .plus(pass.relativeError(y, ones))
                        .plus(pass.divergence(y, table, ones, table)));
            }
            try (TrainingPass pass = backend.openTraining(true)) {
                pass.backward(pass.product(pass.embed(table, TOKENS), kept.gradient(leaf)));
            }
        }
    }

    private static Tensor mixed(TorchBackend backend, TrainingPass pass, Tensor x, TorchWeight projection) {
        Tensor k = pass.linear(pass.spike(x, SPIKES), projection);
        Tensor gate = pass.logSigmoid(k, 1.0 / 16);
        try (var state = backend.recurrentState(HEADS);
                var cache = backend.keyValueCache(HEADS, OptionalInt.of(4))) {
            Tensor linear = pass.gatedLinearAttention(x, k, k, gate, HEADS, List.of(new Span<>(0, ROWS, 0, state)));
            List<Span<KeyValueCache>> spans = List.of(new Span<>(0, ROWS, 0, cache));
            Tensor window = pass.attention(
                    pass.rotary(x, ROTARY, spans),
                    pass.rotary(k, ROTARY, spans),
                    k,
                    HEADS,
                    spans,
                    KeyValuePrecision.EXACT);
            return pass.siluMul(linear, pass.spikeValues(pass.spike(window, SPIKES)));
        }
    }

    private static TorchWeight load(TorchBackend backend, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        return (TorchWeight) backend.load(HostTensor.of("w" + rows, Shape.of(rows, columns), values));
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }
}
