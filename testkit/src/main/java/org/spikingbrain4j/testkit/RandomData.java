package org.spikingbrain4j.testkit;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/** Reproducible values; its text names the seed, for messages. */
final class RandomData {
    private final long seed;
    private final Random random;

    RandomData(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Normal values of the given standard deviation. */
    Matrix normal(int rows, int columns, double deviation) {
        return matrix(rows, columns, () -> deviation * random.nextGaussian());
    }

    /** Uniform values between two bounds. */
    Matrix uniform(int rows, int columns, double low, double high) {
        return matrix(rows, columns, () -> low + (high - low) * random.nextDouble());
    }

    /** A weight matrix [out, in] whose products keep the size of their input; I8 takes whole numbers of up to 127. */
    HostTensor weight(String name, DataType type, int out, int in) {
        double deviation = type == DataType.I8 ? 40 : 1 / Math.sqrt(in);
        return Encoding.encode(
                name, type, Shape.of(out, in), normal(out, in, deviation).values());
    }

    /** A vector [n] about a mean. */
    HostTensor vector(String name, DataType type, int n, double mean, double deviation) {
        float[] values =
                matrix(1, n, () -> mean + deviation * random.nextGaussian()).values();
        return Encoding.encode(name, type, Shape.of(n), values);
    }

    /** A whole number between two bounds, both included. */
    int whole(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    /** One of them. */
    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static Matrix matrix(int rows, int columns, DoubleSupplier supplier) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) supplier.getAsDouble();
        }
        return new Matrix(rows, columns, values);
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
