package org.spikingbrain4j.conversion;

import org.spikingbrain4j.operators.HostTensor;

/** Mean and deviation of the columns of a matrix, which is read row by row. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Columns(double[] means, double[] deviations) {
    static Columns of(HostTensor matrix) {
        int rows = Math.toIntExact(matrix.shape().dimension(0));
        int columns = Math.toIntExact(matrix.shape().dimension(1));
        double[] sums = new double[columns];
        double[] squares = new double[columns];
        float[] row = new float[columns];
        for (int i = 0; i < rows; i++) {
            matrix.read((long) i * columns, row, 0, columns);
            for (int column = 0; column < columns; column++) {
                sums[column] += row[column];
                squares[column] += (double) row[column] * row[column];
            }
        }
        double[] deviations = new double[columns];
        for (int column = 0; column < columns; column++) {
            sums[column] /= rows;
            deviations[column] = Math.sqrt(Math.max(0, squares[column] / rows - sums[column] * sums[column]));
        }
        return new Columns(sums, deviations);
    }

    /** A value of an element of a matrix like this one, row-major. */
    double value(long element, double gaussian) {
        int column = (int) (element % means.length);
        return means[column] + deviations[column] * gaussian;
    }
}
