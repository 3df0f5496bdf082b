package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.ReferenceTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;
import org.spikingbrain4j.testkit.Deviation;

/**
 * Gradients of libtorch in float32 beside central differences of the reference in double precision, for a random linear
 * function of a computation's result.
 */
final class GradientCheck {
    /** Relative root mean square error of a gradient: some rounding errors of float32 added up. */
    private static final double TOLERANCE = 5e-5;

    /** Absolute error of an element: what is left of terms of size 1 that cancel out. */
    private static final double CANCELLATION = 1e-7;

    private static final double STEP = 1e-3;

    /** Elements that are moved one by one; where there are more, these and some directions of all together. */
    private static final int MOST_ELEMENTS = 60;

    /** Beyond it directions must do: the reference is slow. */
    private static final int MANY = 2000;

    private static final int DIRECTIONS = 2;

    private final long seed;
    private final Random random;
    private final List<HostTensor> inputs = new ArrayList<>();
    private final List<HostTensor> weights = new ArrayList<>();

    GradientCheck(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** What is differentiated by its inputs and weights. */
    interface Computation {
        Tensor apply(Backend backend, Operators operators, List<Tensor> inputs, List<Weight> weights);
    }

    /** An input [rows, columns] of normal values. */
    GradientCheck input(int rows, int columns, double mean, double deviation) {
        inputs.add(normal("input " + inputs.size(), mean, deviation, rows, columns));
        return this;
    }

    /** A weight of normal values. */
    GradientCheck weight(double mean, double deviation, long... shape) {
        weights.add(normal("weight " + weights.size(), mean, deviation, shape));
        return this;
    }

    private HostTensor normal(String name, double mean, double deviation, long... dimensions) {
        Shape shape = Shape.of(dimensions);
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return HostTensor.of(name, shape, values);
    }

    /** Changes the last input. */
    GradientCheck each(java.util.function.DoubleUnaryOperator change) {
        HostTensor last = inputs.removeLast();
        double[] changed =
                Arrays.stream(last.toDoubles()).map(change).map(x -> (float) x).toArray();
        float[] floats = new float[changed.length];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) changed[i]);
        inputs.add(HostTensor.of(last.name(), last.shape(), floats));
        return this;
    }

    void run(String what, Computation computation) {
        List<HostTensor> variables = new ArrayList<>(inputs);
        variables.addAll(weights);
        List<double[]> point = variables.stream().map(HostTensor::toDoubles).toList();
        int size = reference(computation, point).length;
        float[] factors = normal("factors", 0, 1, size).toFloats();
        List<float[]> gradients = gradients(computation, factors);
        for (int i = 0; i < point.size(); i++) {
            String name = "%s, by %s %s, seed %d"
                    .formatted(what, variables.get(i).name(), variables.get(i).shape(), seed);
            compare(name, computation, point, i, factors, gradients.get(i));
        }
    }

    private void compare(
            String name,
            Computation computation,
            List<double[]> point,
            int variable,
            float[] factors,
            float[] gradient) {
        int size = point.get(variable).length;
        int[] chosen = IntStream.range(0, size).toArray();
        if (size > MOST_ELEMENTS) {
            chosen = random.ints(size > MANY ? 0 : MOST_ELEMENTS / 3, 0, size).toArray();
            double norm = Math.sqrt(dot(gradient, gradient));
            for (int i = 0; i < DIRECTIONS; i++) {
                double[] direction = random.doubles(size, -1, 1).toArray();
                double expected = derivative(computation, point, variable, direction, factors);
                assertThat(dot(gradient, direction))
                        .as("%s, direction %d", name, i)
                        .isCloseTo(
                                expected, org.assertj.core.api.Assertions.within(4 * TOLERANCE * norm + CANCELLATION));
            }
        }
        double[] expected = new double[chosen.length];
        double[] actual = new double[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            double[] direction = new double[size];
            direction[chosen[i]] = 1;
            expected[i] = derivative(computation, point, variable, direction, factors);
            actual[i] = gradient[chosen[i]];
        }
        Deviation deviation = Deviation.between(expected, actual);
        assertThat(deviation.relativeRms() <= TOLERANCE || deviation.maximum() <= CANCELLATION)
                .as("%s: %s", name, deviation)
                .isTrue();
    }

    /** Five points: the error is of fourth order. */
    private double derivative(
            Computation computation, List<double[]> point, int variable, double[] direction, float[] factors) {
        double near = at(computation, point, variable, direction, STEP, factors)
                - at(computation, point, variable, direction, -STEP, factors);
        double far = at(computation, point, variable, direction, 2 * STEP, factors)
                - at(computation, point, variable, direction, -2 * STEP, factors);
        return (8 * near - far) / (12 * STEP);
    }

    private double at(
            Computation computation,
            List<double[]> point,
            int variable,
            double[] direction,
            double step,
            float[] factors) {
        double[] moved = point.get(variable).clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * direction[i];
        }
        List<double[]> there = new ArrayList<>(point);
        there.set(variable, moved);
        return dot(factors, reference(computation, there));
    }

    private double[] reference(Computation computation, List<double[]> point) {
        try (Backend backend = new ReferenceBackend();
                Operators operators = backend.openPass()) {
            List<Tensor> tensors = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                HostTensor table = HostTensor.of("values", inputs.get(i).shape(), point.get(i));
                int rows = Math.toIntExact(table.shape().dimension(0));
                tensors.add(operators.embed(
                        backend.load(table), IntStream.range(0, rows).toArray()));
            }
            List<Weight> loaded = new ArrayList<>();
            for (int i = 0; i < weights.size(); i++) {
                loaded.add(backend.load(HostTensor.of("weight", weights.get(i).shape(), point.get(inputs.size() + i))));
            }
            return ((ReferenceTensor) computation.apply(backend, operators, tensors, loaded)).toDoubles();
        }
    }

    private List<float[]> gradients(Computation computation, float[] factors) {
        try (TorchBackend backend = new TorchBackend(1);
                TrainingPass pass = backend.openTraining(true)) {
            List<Tensor> leaves = inputs.stream()
                    .map(input -> pass.leaf(
                            pass.constant(input.toFloats(), (int) input.shape().dimension(0), (int)
                                    input.shape().dimension(1))))
                    .toList();
            List<TorchWeight> loaded = weights.stream()
                    .map(weight -> (TorchWeight) backend.load(weight))
                    .toList();
            loaded.forEach(weight -> weight.train(true));
            Tensor y = computation.apply(backend, pass, leaves, List.copyOf(loaded));
            pass.backward(pass.product(y, pass.constant(factors, y.rows(), y.columns())));
            List<float[]> found = new ArrayList<>();
            leaves.forEach(leaf -> found.add(pass.toHost(pass.gradient(leaf))));
            loaded.forEach(weight -> found.add(gradient(weight)));
            return found;
        }
    }

    /** A copy of what a weight has collected. */
    static float[] gradient(TorchWeight weight) {
        try (PointerScope _ = new PointerScope()) {
            return Native.toFloats(weight.values().grad());
        }
    }

    private static double dot(float[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double dot(float[] x, float[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (double) x[i] * y[i];
        }
        return sum;
    }
}
