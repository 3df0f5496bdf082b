package org.spikingbrain4j.model;

import java.util.Arrays;

/**
 * Scores of the next token at one or more positions.
 *
 * @param values [rows, vocabularySize], row-major
 */
public record Logits(int rows, int vocabularySize, float[] values) {

    /** A copy of one row. */
    public float[] row(int row) {
        return Arrays.copyOfRange(values, row * vocabularySize, (row + 1) * vocabularySize);
    }

    /** A copy of the last row. */
    public float[] last() {
        return row(rows - 1);
    }

    public float value(int row, int token) {
        return values[row * vocabularySize + token];
    }

    /** Index of the row's largest value, the lowest where several are equal. */
    public int argmax(int row) {
        int start = row * vocabularySize;
        int best = 0;
        for (int i = 1; i < vocabularySize; i++) {
            if (values[start + i] > values[start + best]) {
                best = i;
            }
        }
        return best;
    }
}
