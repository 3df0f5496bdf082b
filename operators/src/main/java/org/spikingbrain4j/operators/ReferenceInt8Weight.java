package org.spikingbrain4j.operators;

import java.lang.foreign.ValueLayout;

/** An integer matrix as it is; products of integers are summed as integers. */
record ReferenceInt8Weight(Int8Matrix matrix) implements ReferenceMatrix {
    @Override
    public String name() {
        return matrix.name();
    }

    @Override
    public DataType dataType() {
        return DataType.I8;
    }

    @Override
    public Shape shape() {
        return Shape.of(matrix.out(), matrix.in());
    }

    /** Spec 6.2: Σ_g s_g · Σ_(i in g) x[i] · code[i]. */
    @Override
    public double dot(double[] x, int output) {
        double sum = 0;
        for (int group = 0; group < x.length; group += matrix.groupSize()) {
            double inGroup = 0;
            for (int i = group; i < group + matrix.groupSize(); i++) {
                inGroup += x[i] * code(i, output);
            }
            sum += scale(group, output) * inGroup;
        }
        return sum;
    }

    /** Spec 6.2: Σ_g s_g · Σ_(i in g) n[i] · code[i], the inner sum in integers. */
    @Override
    public double dot(int[] counts, SpikeExecution execution, int output) {
        double sum = 0;
        for (int group = 0; group < counts.length; group += matrix.groupSize()) {
            long inGroup = 0;
            for (int i = group; i < group + matrix.groupSize(); i++) {
                if (ReferenceMatrix.isVisited(counts[i], execution)) {
                    inGroup += (long) counts[i] * code(i, output);
                }
            }
            sum += scale(group, output) * inGroup;
        }
        return sum;
    }

    private int code(int input, int output) {
        long index = (long) input * matrix.out() + output;
        return matrix.codes().data().get(ValueLayout.JAVA_BYTE, index)
                + matrix.excess().at(input, output);
    }

    private double scale(int input, int output) {
        return matrix.scales().value((long) (input / matrix.groupSize()) * matrix.out() + output);
    }
}
