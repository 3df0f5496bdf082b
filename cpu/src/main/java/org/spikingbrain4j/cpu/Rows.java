package org.spikingbrain4j.cpu;

/**
 * Rows of a matrix inside an array: element (row, column) lies at {@code offset + row · stride + column}.
 *
 * @param stride elements from one row to the next; at least the number of columns used
 */
@SuppressWarnings("ArrayRecordComponent") // a view: compared by nobody
record Rows(float[] array, int offset, int stride) {

    /** Index of an element in the array. */
    int at(int row, int column) {
        return offset + row * stride + column;
    }

    /** The same matrix without the rows above and the columns to the left. */
    Rows from(int row, int column) {
        return new Rows(array, at(row, column), stride);
    }
}
