package org.spikingbrain4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.LayerStack;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;
import org.spikingbrain4j.torch.AdamW;
import org.spikingbrain4j.torch.TorchBackend;
import org.spikingbrain4j.torch.TrainingPass;

/**
 * Steps of a model of 16 M weights beside a bare product of matrices, in one run: the share of the product's speed that a whole step
 * reaches, the products of its weights alone counted (6 operations per weight and token). Whole program: {@code TrainingSpeed [THREADS]}.
 */
public final class TrainingSpeed {
    private static final int LENGTH = 512;
    private static final int SEQUENCES = 8;
    private static final int STEPS = 7;
    private static final AttentionHeads HEADS = new AttentionHeads(6, 2, 64);
    private static final int INTERMEDIATE = 1024;

    private TrainingSpeed() {}

    /** Prints a table. */
    public static void main(String[] arguments) throws IOException {
        int threads = arguments.length == 0 ? 2 : Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("training-speed");
        try (TorchBackend backend = new TorchBackend(threads)) {
            System.out.printf("%-34s %10s %12s%n", "", "token/s", "GFLOP/s");
            double product = product(backend);
            System.out.printf("%-34s %10s %12.0f%n", "bare product, hidden to MLP", "", product);
            report(
                    "qwen2, full attention",
                    folder,
                    new CheckpointShape("qwen2", 8, HEADS, INTERMEDIATE, 8192, 0, true),
                    threads,
                    product);
            report(
                    "gla_swa, window 64",
                    folder,
                    new CheckpointShape("gla_swa", 8, HEADS, INTERMEDIATE, 8192, 64, false),
                    threads,
                    product);
        } finally {
            remove(folder);
        }
    }

    private static void report(String name, Path folder, CheckpointShape shape, int threads, double product) {
        Path directory = folder.resolve(shape.modelType());
        RandomCheckpoint.of(shape, DataType.F32, 1).write(directory);
        try (Checkpoint checkpoint = Checkpoint.open(directory);
                TorchBackend backend = new TorchBackend(threads)) {
            LayerStack layers = LayerStack.load(checkpoint, backend, ModelOptions.DEFAULT);
            backend.weights().forEach(weight -> weight.train(true));
            try (AdamW optimizer = new AdamW(backend.weights(), 0.9, 0.95, 1e-8)) {
                double seconds = median(() -> step(backend, layers, optimizer, shape.vocabulary()));
                long matrices = backend.weights().stream()
                        .filter(weight ->
                                weight.shape().rank() == 2 && !weight.name().contains("embeddings"))
                        .mapToLong(weight -> weight.shape().elements())
                        .sum();
                double tokens = LENGTH * SEQUENCES / seconds;
                double speed = 6.0 * matrices * tokens / 1e9;
                System.out.printf(
                        "%-34s %10.0f %12.0f  %.0f %% of the product, %.1f M weights multiplied%n",
                        name, tokens, speed, 100 * speed / product, matrices / 1e6);
            }
        }
    }

    private static void step(TorchBackend backend, LayerStack layers, AdamW optimizer, int vocabulary) {
        int[] tokens = new Random(1).ints(LENGTH * SEQUENCES, 0, vocabulary).toArray();
        List<Integer> lengths = Collections.nCopies(SEQUENCES, LENGTH);
        try (TrainingPass pass = backend.openTraining(true)) {
            Tensor x = layers.embed(pass, tokens, lengths);
            for (int layer = 0; layer < layers.size(); layer++) {
                x = layers.layer(layer, pass, x, lengths);
            }
            pass.backward(pass.crossEntropy(layers.finalNorm(pass, x), layers.head(), tokens));
        }
        optimizer.step(_ -> 1e-5, _ -> 0.1);
    }

    /**
     * GFLOP/s of [tokens, hidden] times [hidden, intermediate]. Each product has a pass of its own: results that were kept would make it a
     * measurement of the memory that the system hands out.
     */
    private static double product(TorchBackend backend) {
        int hidden = HEADS.queryColumns();
        Random random = new Random(2);
        Weight weight =
                backend.load(HostTensor.of("w", Shape.of(INTERMEDIATE, hidden), normal(random, INTERMEDIATE * hidden)));
        float[] values = normal(random, LENGTH * SEQUENCES * hidden);
        double[] seconds = new double[201];
        for (int i = 0; i < seconds.length; i++) {
            try (TrainingPass pass = backend.openTraining(false)) {
                Tensor x = pass.constant(values, LENGTH * SEQUENCES, hidden);
                long start = System.nanoTime();
                pass.linear(x, weight);
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        return 2.0 * LENGTH * SEQUENCES * hidden * INTERMEDIATE / median(seconds) / 1e9;
    }

    private static float[] normal(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Seconds, after one run to warm up. */
    private static double median(Runnable work) {
        work.run();
        double[] seconds = new double[STEPS];
        for (int i = 0; i < STEPS; i++) {
            long start = System.nanoTime();
            work.run();
            seconds[i] = (System.nanoTime() - start) / 1e9;
        }
        return median(seconds);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
