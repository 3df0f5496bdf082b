package org.spikingbrain4j.operators;

/** A weight widened to double precision, row-major. */
record ReferenceWeight(String name, DataType dataType, Shape shape, double[] values) implements ReferenceMatrix {

    /** The element of a vector. */
    double at(int index) {
        return values[index];
    }

    /** The element of a matrix. */
    double at(int row, int column) {
        return values[Math.toIntExact(row * shape.dimension(1) + column)];
    }

    int size(int dimension) {
        return Math.toIntExact(shape.dimension(dimension));
    }

    @Override
    public double dot(double[] x, int output) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * at(output, i);
        }
        return sum;
    }

    @Override
    public double dot(int[] counts, SpikeExecution execution, int output) {
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            if (ReferenceMatrix.isVisited(counts[i], execution)) {
                sum += counts[i] * at(output, i);
            }
        }
        return sum;
    }

    static ReferenceWeight of(Weight weight) {
        if (weight instanceof ReferenceWeight own) {
            return own;
        }
        throw new IllegalArgumentException("weight %s was loaded by another back end".formatted(weight.name()));
    }
}
