package org.spikingbrain4j.model;

import java.util.Arrays;
import java.util.List;

/**
 * The residual stream of some texts on the host, between two layers.
 *
 * @param lengths tokens of each text, its sink tokens before it among them; their rows follow each other
 * @param size channels of a token
 * @param values [tokens of all texts, size]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HiddenStates(List<Integer> lengths, int size, float[] values) {
    /** @throws IllegalArgumentException where the values are not those of so many tokens */
    public HiddenStates {
        lengths = List.copyOf(lengths);
        if ((long) lengths.stream().mapToInt(Integer::intValue).sum() * size != values.length) {
            throw new IllegalArgumentException(
                    "expected [%s, %d] values, found %d".formatted(lengths, size, values.length));
        }
    }

    /** Tokens of all texts. */
    public int tokens() {
        return values.length / size;
    }

    /** The first text alone. */
    public HiddenStates first() {
        return new HiddenStates(lengths.subList(0, 1), size, Arrays.copyOf(values, lengths.getFirst() * size));
    }

    /** The sum of these and others of the same texts. */
    public HiddenStates plus(HiddenStates added) {
        float[] sum = values.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += added.values[i];
        }
        return with(sum);
    }

    /** The text of a row, from 0. */
    int text(int row) {
        int first = 0;
        for (int text = 0; text < lengths.size(); text++) {
            first += lengths.get(text);
            if (row < first) {
                return text;
            }
        }
        throw new IndexOutOfBoundsException("row %d of %d".formatted(row, tokens()));
    }

    /** The place in its text of a row. */
    int position(int row) {
        return row
                - lengths.subList(0, text(row)).stream()
                        .mapToInt(Integer::intValue)
                        .sum();
    }

    HiddenStates with(float[] newValues) {
        return new HiddenStates(lengths, size, newValues);
    }
}
