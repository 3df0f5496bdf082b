package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.testkit.Deviation;

/** Losses and their gradients beside plain loops in double precision and central differences of these. */
class LossTest {
    private static final long SEED = 80;
    private static final int ROWS = 5;
    private static final int HIDDEN = 6;
    private static final int VOCABULARY = 11;
    private static final double TOLERANCE = 2e-5;
    private static final double STEP = 1e-4;

    private final Random random = new Random(SEED);
    private final float[] x = normal(ROWS * HIDDEN);
    private final float[] head = normal(VOCABULARY * HIDDEN);

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7, VOCABULARY, 1000})
    void crossEntropyInChunksOfTheVocabulary(long chunk) {
        int[] targets = {10, -1, 0, 6, -1};
        check(chunk, new SoftmaxTarget.Tokens(targets), (rows, weight) -> naiveCrossEntropy(rows, weight, targets));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7, VOCABULARY, 1000})
    void divergenceInChunksOfTheVocabulary(long chunk) {
        float[] teacher = normal(ROWS * 4);
        float[] teacherHead = normal(VOCABULARY * 4);
        try (TorchBackend backend = new TorchBackend(1);
                TrainingPass pass = backend.openTraining(true)) {
            Tensor seen = pass.constant(teacher, ROWS, 4);
            TorchWeight weight = load(backend, teacherHead, 4);
            var target = new SoftmaxTarget.Teacher(TorchOperators.values(seen), weight.values());
            double[][] wanted = logProbabilities(doubles(teacher), doubles(teacherHead), 4);
            check(chunk, target, (rows, own) -> naiveDivergence(wanted, logProbabilities(rows, own, HIDDEN)));
        }
    }

    /** A loss of rows and head. */
    private interface Naive {
        double loss(double[] rows, double[] head);
    }

    private void check(long chunk, SoftmaxTarget target, Naive naive) {
        try (TorchBackend backend = new TorchBackend(1);
                ExitGuard guard = ExitGuard.register();
                TrainingPass pass = backend.openTraining(true)) {
            PassScope scope = PassScope.of(guard, true, "closed");
            Tensor leaf = pass.leaf(pass.constant(x, ROWS, HIDDEN));
            TorchWeight weight = load(backend, head, HIDDEN);
            weight.train(true);
            Loss loss = new ChunkedSoftmax(TorchOperators.values(leaf), weight.values(), target, chunk).loss(scope);
            assertThat(loss.value()).isCloseTo(naive.loss(doubles(x), doubles(head)), within(1e-5));
            pass.backward(loss.times(2));
            String what = "chunk %d, seed %d".formatted(chunk, SEED);
            close(what, pass.toHost(pass.gradient(leaf)), x, rows -> 2 * naive.loss(rows, doubles(head)));
            close(what, GradientCheck.gradient(weight), head, own -> 2 * naive.loss(doubles(x), own));
            scope.close();
        }
    }

    @Test
    void relativeError() {
        float[] target = normal(ROWS * HIDDEN);
        try (TorchBackend backend = new TorchBackend(1);
                TrainingPass pass = backend.openTraining(true)) {
            Tensor leaf = pass.leaf(pass.constant(x, ROWS, HIDDEN));
            Loss loss = pass.relativeError(leaf, pass.constant(target, ROWS, HIDDEN));
            ToDoubleFunction<double[]> naive = rows -> naiveRelativeError(rows, doubles(target));
            assertThat(loss.value()).isCloseTo(naive.applyAsDouble(doubles(x)), within(1e-5));
            pass.backward(loss.plus(loss.times(0.5)));
            close("relative error", pass.toHost(pass.gradient(leaf)), x, rows -> 1.5 * naive.applyAsDouble(rows));
        }
    }

    @Test
    void targetsThatDoNotFitAreRefused() {
        try (TorchBackend backend = new TorchBackend(1);
                TrainingPass pass = backend.openTraining(true)) {
            Tensor rows = pass.constant(x, ROWS, HIDDEN);
            TorchWeight weight = load(backend, head, HIDDEN);
            assertThatThrownBy(() -> pass.crossEntropy(rows, weight, new int[] {1, 2}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("5 rows, found 2");
            assertThatThrownBy(() -> pass.crossEntropy(rows, weight, new int[] {0, 0, VOCABULARY, 0, 0}))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("target 11");
            assertThatThrownBy(() -> pass.crossEntropy(rows, weight, new int[] {-1, -1, -1, -1, -1}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no row counts");
        }
    }

    private static double naiveCrossEntropy(double[] rows, double[] weight, int[] targets) {
        double[][] all = logProbabilities(rows, weight, HIDDEN);
        double sum = 0;
        int counted = 0;
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] >= 0) {
                sum -= all[i][targets[i]];
                counted++;
            }
        }
        return sum / counted;
    }

    private static double naiveDivergence(double[][] wanted, double[][] found) {
        double sum = 0;
        for (int i = 0; i < ROWS; i++) {
            for (int token = 0; token < VOCABULARY; token++) {
                sum += Math.exp(wanted[i][token]) * (wanted[i][token] - found[i][token]);
            }
        }
        return sum / ROWS;
    }

    private static double naiveRelativeError(double[] rows, double[] target) {
        double errors = 0;
        double squares = 0;
        for (int i = 0; i < rows.length; i++) {
            errors += (rows[i] - target[i]) * (rows[i] - target[i]);
            squares += target[i] * target[i];
        }
        return errors / squares;
    }

    private static double[][] logProbabilities(double[] rows, double[] weight, int hidden) {
        double[][] all = new double[ROWS][VOCABULARY];
        for (int i = 0; i < ROWS; i++) {
            for (int token = 0; token < VOCABULARY; token++) {
                for (int c = 0; c < hidden; c++) {
                    all[i][token] += rows[i * hidden + c] * weight[token * hidden + c];
                }
            }
            double normalizer = Math.log(Arrays.stream(all[i]).map(Math::exp).sum());
            all[i] = Arrays.stream(all[i]).map(logit -> logit - normalizer).toArray();
        }
        return all;
    }

    private static void close(String what, float[] actual, float[] point, ToDoubleFunction<double[]> loss) {
        double[] expected = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            double[] above = doubles(point);
            double[] below = doubles(point);
            above[i] += STEP;
            below[i] -= STEP;
            expected[i] = (loss.applyAsDouble(above) - loss.applyAsDouble(below)) / (2 * STEP);
        }
        Deviation deviation = Deviation.between(expected, doubles(actual));
        assertThat(deviation.relativeRms()).as("%s: %s", what, deviation).isLessThanOrEqualTo(TOLERANCE);
    }

    private static TorchWeight load(TorchBackend backend, float[] values, int hidden) {
        return (TorchWeight) backend.load(HostTensor.of("head", Shape.of(VOCABULARY, hidden), values));
    }

    private float[] normal(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
