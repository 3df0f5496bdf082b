package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.testkit.Deviation;

/** The optimizer beside the formulas in double precision, and its state. */
class AdamWTest {
    private static final long SEED = 90;
    private static final int STEPS = 20;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.95;
    private static final double EPSILON = 1e-8;
    private static final double DECAY = 0.1;
    private static final int COLUMNS = 7;

    /** Algorithm 2 of Loshchilov and Hutter 2019 for one weight. */
    private static final class Plain {
        private final double[] values;
        private final double[] mean;
        private final double[] square;
        private int steps;

        Plain(float[] start) {
            values = new double[start.length];
            mean = new double[start.length];
            square = new double[start.length];
            for (int i = 0; i < start.length; i++) {
                values[i] = start[i];
            }
        }

        void step(float[] gradient, double rate, double decay) {
            steps++;
            for (int i = 0; i < values.length; i++) {
                mean[i] = BETA1 * mean[i] + (1 - BETA1) * gradient[i];
                square[i] = BETA2 * square[i] + (1 - BETA2) * gradient[i] * gradient[i];
                double correctedMean = mean[i] / (1 - Math.pow(BETA1, steps));
                double correctedSquare = square[i] / (1 - Math.pow(BETA2, steps));
                values[i] -= rate * (correctedMean / (Math.sqrt(correctedSquare) + EPSILON) + decay * values[i]);
            }
        }
    }

    @Test
    void stepsLikeTheFormulas() {
        Random random = new Random(SEED);
        float[] first = normal(random, 3 * COLUMNS);
        float[] second = normal(random, COLUMNS);
        Plain plainFirst = new Plain(first);
        Plain plainSecond = new Plain(second);
        try (TorchBackend backend = new TorchBackend(1)) {
            TorchWeight matrix = load(backend, "matrix", first, 3);
            TorchWeight vector = load(backend, "vector", second, 1);
            try (AdamW optimizer = new AdamW(List.of(matrix, vector), BETA1, BETA2, EPSILON)) {
                for (int step = 0; step < STEPS; step++) {
                    float[] ofMatrix = normal(random, first.length);
                    float[] ofVector = normal(random, second.length);
                    gradient(backend, matrix, ofMatrix);
                    gradient(backend, vector, ofVector);
                    double rate = 0.02 / (step + 1);
                    optimizer.step(
                            weight -> weight == matrix ? rate : 3 * rate, weight -> weight == matrix ? DECAY : 0);
                    plainFirst.step(ofMatrix, rate, DECAY);
                    plainSecond.step(ofVector, 3 * rate, 0);
                }
                assertThat(optimizer.steps()).isEqualTo(STEPS);
            }
            close(plainFirst, matrix);
            close(plainSecond, vector);
        }
    }

    private static void close(Plain plain, TorchWeight weight) {
        Deviation deviation = Deviation.between(plain.values, weight.toHost().toDoubles());
        assertThat(deviation.relativeRms())
                .as("%s, seed %d: %s", weight.name(), SEED, deviation)
                .isLessThanOrEqualTo(2e-6);
    }

    @Test
    void continuesBitByBitFromWhatItExported() {
        Random random = new Random(SEED + 1);
        float[] start = normal(random, 5 * COLUMNS);
        List<float[]> gradients = random.longs(STEPS)
                .mapToObj(seed -> normal(new Random(seed), start.length))
                .toList();
        try (TorchBackend backend = new TorchBackend(1)) {
            TorchWeight whole = load(backend, "w", start, 5);
            TorchWeight half = load(backend, "w", start, 5);
            try (AdamW optimizer = new AdamW(List.of(whole), BETA1, BETA2, EPSILON);
                    AdamW firstHalf = new AdamW(List.of(half), BETA1, BETA2, EPSILON)) {
                gradients.forEach(gradient -> step(backend, optimizer, whole, gradient));
                gradients.subList(0, 9).forEach(gradient -> step(backend, firstHalf, half, gradient));
                TorchWeight resumed = (TorchWeight) backend.load(half.toHost());
                resumed.train(true);
                try (AdamW secondHalf = new AdamW(List.of(resumed), BETA1, BETA2, EPSILON)) {
                    secondHalf.restore(firstHalf.steps(), byName(firstHalf.export()));
                    gradients.subList(9, STEPS).forEach(gradient -> step(backend, secondHalf, resumed, gradient));
                    assertThat(resumed.toHost().toFloats())
                            .isEqualTo(whole.toHost().toFloats());
                    assertThat(secondHalf.export().getLast().toFloats())
                            .isEqualTo(optimizer.export().getLast().toFloats());
                }
            }
        }
    }

    /** An expert that was not chosen for long steps, once it is, as in its first step; before a restart and after. */
    @Test
    void aWeightCountsTheStepsThatItTook() {
        Random random = new Random(SEED + 2);
        float[] start = normal(random, COLUMNS);
        Plain plain = new Plain(start);
        try (TorchBackend backend = new TorchBackend(1)) {
            TorchWeight always = load(backend, "always", start, 1);
            TorchWeight idle = load(backend, "idle", start, 1);
            try (AdamW optimizer = new AdamW(List.of(always, idle), BETA1, BETA2, EPSILON);
                    AdamW restored = new AdamW(List.of(always, idle), BETA1, BETA2, EPSILON)) {
                for (int step = 0; step < 100; step++) {
                    step(backend, optimizer, always, normal(random, COLUMNS));
                }
                AdamW current = optimizer;
                for (int step = 0; step < 4; step++) {
                    float[] gradient = normal(random, COLUMNS);
                    step(backend, current, idle, gradient);
                    plain.step(gradient, 0.01, DECAY);
                    if (step == 1) {
                        restored.restore(optimizer.steps(), byName(optimizer.export()));
                        current = restored;
                    }
                }
                close(plain, idle);
            }
        }
    }

    @Test
    void normAndScaleAreThoseOfAllGradientsTogether() {
        try (TorchBackend backend = new TorchBackend(1)) {
            TorchWeight a = load(backend, "a", new float[COLUMNS], 1);
            TorchWeight b = load(backend, "b", new float[COLUMNS], 1);
            TorchWeight without = load(backend, "without", new float[COLUMNS], 1);
            try (AdamW optimizer = new AdamW(List.of(a, b, without), BETA1, BETA2, EPSILON)) {
                gradient(backend, a, new float[] {3, 0, 0, 0, 0, 0, 0});
                gradient(backend, b, new float[] {0, 0, 0, 0, 0, 0, -4});
                assertThat(optimizer.gradientNorm()).isCloseTo(5, within(1e-6));
                optimizer.scaleGradients(0.5);
                assertThat(optimizer.gradientNorm()).isCloseTo(2.5, within(1e-6));
                optimizer.step(_ -> 0.1, _ -> 1);
                assertThat(without.toHost().toFloats()).containsOnly(0);
                assertThat(optimizer.gradientNorm()).as("forgotten").isZero();
            }
        }
    }

    @Test
    void hasGradientsOnceAnyOfItsWeightsHasOne() {
        try (TorchBackend backend = new TorchBackend(1)) {
            TorchWeight a = load(backend, "a", new float[COLUMNS], 1);
            TorchWeight b = load(backend, "b", new float[COLUMNS], 1);
            TorchWeight other = load(backend, "other", new float[COLUMNS], 1);
            try (AdamW optimizer = new AdamW(List.of(a, b), BETA1, BETA2, EPSILON)) {
                assertThat(optimizer.hasGradients()).as("none yet").isFalse();
                gradient(backend, other, new float[COLUMNS]);
                assertThat(optimizer.hasGradients()).as("of another weight").isFalse();
                gradient(backend, b, new float[COLUMNS]);
                assertThat(optimizer.hasGradients()).as("of its last weight").isTrue();
                optimizer.step(_ -> 0.1, _ -> 1);
                assertThat(optimizer.hasGradients()).as("forgotten").isFalse();
            }
        }
    }

    private static void step(TorchBackend backend, AdamW optimizer, TorchWeight weight, float[] gradient) {
        gradient(backend, weight, gradient);
        optimizer.step(_ -> 0.01, _ -> DECAY);
    }

    /** Has a weight collect that gradient: of its sum with these factors. */
    private static void gradient(TorchBackend backend, TorchWeight weight, float[] gradient) {
        int rows = gradient.length / COLUMNS;
        try (TrainingPass pass = backend.openTraining(true)) {
            int[] all = java.util.stream.IntStream.range(0, rows).toArray();
            Tensor values = pass.embed(weight, all);
            pass.backward(pass.product(values, pass.constant(gradient, rows, COLUMNS)));
        }
    }

    private static Function<String, HostTensor> byName(List<HostTensor> tensors) {
        return tensors.stream().collect(Collectors.toMap(HostTensor::name, Function.identity()))::get;
    }

    private static TorchWeight load(TorchBackend backend, String name, float[] values, int rows) {
        TorchWeight weight = (TorchWeight) backend.load(HostTensor.of(name, Shape.of(rows, COLUMNS), values));
        weight.train(true);
        return weight;
    }

    private static float[] normal(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
