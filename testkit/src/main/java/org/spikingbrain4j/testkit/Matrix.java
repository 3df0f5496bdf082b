package org.spikingbrain4j.testkit;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Host values on their way into a pass.
 *
 * @param values row-major, [rows, columns]
 */
public record Matrix(int rows, int columns, float[] values) {
    public Matrix {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException("[%d, %d] with %d values".formatted(rows, columns, values.length));
        }
    }

    static Matrix row(float... values) {
        return new Matrix(1, values.length, values);
    }

    /** Rows {@code from} to {@code from + count - 1}. */
    public Matrix slice(int from, int count) {
        return new Matrix(count, columns, Arrays.copyOfRange(values, from * columns, (from + count) * columns));
    }

    float[] rowValues(int row) {
        return slice(row, 1).values();
    }

    /** 0 to rows - 1: the tokens that make {@code embed} copy the matrix. */
    int[] tokens() {
        return IntStream.range(0, rows).toArray();
    }
}
