package org.spikingbrain4j.conversion;

import java.util.OptionalInt;
import org.spikingbrain4j.operators.HostTensor;

/** What rows near one of a matrix, or near the mean of all, look like: by column a centre and a deviation. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowsNearby(double[] centres, double[] deviations) {

    /**
     * Reads the matrix row by row.
     *
     * @param centre row that is the centre; empty: the mean
     * @param spread the deviations as a part of the columns'
     */
    static RowsNearby of(HostTensor matrix, OptionalInt centre, double spread) {
        int rows = Math.toIntExact(matrix.shape().dimension(0));
        int columns = Math.toIntExact(matrix.shape().dimension(1));
        double[] means = new double[columns];
        double[] squares = new double[columns];
        float[] row = new float[columns];
        for (int i = 0; i < rows; i++) {
            matrix.read((long) i * columns, row, 0, columns);
            for (int column = 0; column < columns; column++) {
                means[column] += row[column] / (double) rows;
                squares[column] += (double) row[column] * row[column] / rows;
            }
        }
        double[] deviations = new double[columns];
        for (int column = 0; column < columns; column++) {
            deviations[column] = spread * Math.sqrt(Math.max(0, squares[column] - means[column] * means[column]));
        }
        return new RowsNearby(centre.isPresent() ? row(matrix, centre.getAsInt(), columns) : means, deviations);
    }

    private static double[] row(HostTensor matrix, int index, int columns) {
        float[] row = new float[columns];
        matrix.read((long) index * columns, row, 0, columns);
        double[] values = new double[columns];
        for (int column = 0; column < columns; column++) {
            values[column] = row[column];
        }
        return values;
    }

    /** A value of an element of such rows, row-major. */
    double value(long element, double gaussian) {
        int column = (int) (element % centres.length);
        return centres[column] + deviations[column] * gaussian;
    }
}
