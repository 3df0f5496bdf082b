package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/** Training steps leave nothing behind: neither handles in Java nor memory of the process. */
class NativeMemoryTest {
    private static final int WARM_UP = 400;
    private static final int STEPS = 2000;
    private static final int SIZE = 16;
    private static final int ROWS = 20;
    private static final AttentionHeads HEADS = new AttentionHeads(2, 1, 8);

    /**
     * What the process may grow by. A step's tensors take 60 kB, so that one lost tensor of [20, 16] a step would be 2.5 MB; the Java
     * heap and its compiler move by a few MB, so that what is found surely are 4 kB a step.
     */
    private static final long MOST_GROWTH = 8 << 20;

    @Test
    @EnabledOnOs(OS.LINUX)
    void staysTheSameOverManySteps() throws IOException {
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
                long resident = residentBytes();
                steps(STEPS, backend, weights, optimizer);
                assertThat(Pointer.totalCount())
                        .as("native objects that Java holds")
                        .isLessThanOrEqualTo(handles + 20);
                assertThat(Pointer.totalBytes()).as("bytes that Java holds").isLessThanOrEqualTo(bytes + 4096);
                assertThat(residentBytes() - resident)
                        .as("growth of the process")
                        .isLessThan(MOST_GROWTH);
            }
        }
    }

    private static void steps(int count, TorchBackend backend, List<TorchWeight> weights, AdamW optimizer) {
        int[] tokens = java.util.stream.IntStream.range(0, ROWS).toArray();
        for (int step = 0; step < count; step++) {
            try (TrainingPass pass = backend.openTraining(true)) {
                Tensor x = pass.rmsNorm(pass.embed(weights.get(0), tokens), weights.get(2), 1e-6);
                Tensor y = pass.residual(x, branch -> mixed(backend, pass, branch, weights.get(1)));
                Loss loss = pass.crossEntropy(y, weights.get(0), tokens)
                        .plus(pass.relativeError(y, pass.constant(ones(ROWS * SIZE), ROWS, SIZE)));
                pass.backward(loss);
            }
            optimizer.scaleGradients(1 / Math.max(1, optimizer.gradientNorm()));
            optimizer.step(_ -> 1e-4, _ -> 0.1);
        }
    }

    private static Tensor mixed(TorchBackend backend, TrainingPass pass, Tensor x, TorchWeight projection) {
        Tensor k = pass.linear(x, projection);
        Tensor gate = pass.logSigmoid(k, 1.0 / 16);
        try (var state = backend.recurrentState(HEADS);
                var cache = backend.keyValueCache(HEADS, OptionalInt.of(4))) {
            Tensor linear = pass.gatedLinearAttention(x, k, k, gate, HEADS, List.of(new Span<>(0, ROWS, 0, state)));
            Tensor window =
                    pass.attention(x, k, k, HEADS, List.of(new Span<>(0, ROWS, 0, cache)), KeyValuePrecision.EXACT);
            return pass.siluMul(linear, window);
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

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
