package org.spikingbrain4j.model;

import java.util.Arrays;
import java.util.List;

/**
 * Scores of the next token at one or more positions.
 *
 * @param values [rows, vocabularySize], row-major
 */
public record Logits(int rows, int vocabularySize, float[] values) {

    /**
     * The rows of all parts, in their order.
     *
     * @param parts at least one, of one vocabulary
     */
    public static Logits joined(List<Logits> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        int rows = parts.stream().mapToInt(Logits::rows).sum();
        ChunkedLogits all = new ChunkedLogits(rows, parts.getFirst().vocabularySize());
        parts.forEach(part -> all.add(part.values()));
        return all.logits();
    }

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
