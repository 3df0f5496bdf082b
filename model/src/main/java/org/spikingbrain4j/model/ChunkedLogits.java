package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.InsufficientMemoryException;

/** Collects the logits of a prompt that is read in chunks. What one pass yields at once is not copied. */
final class ChunkedLogits {
    private final int rows;
    private final int vocabulary;
    private final int size;
    private float[] values = {};
    private int filled;

    /** @throws InsufficientMemoryException where no array can hold so many */
    ChunkedLogits(int rows, int vocabulary) {
        long elements = (long) rows * vocabulary;
        if (elements > Integer.MAX_VALUE - 8) {
            throw tooMany(rows, vocabulary, null);
        }
        this.rows = rows;
        this.vocabulary = vocabulary;
        this.size = (int) elements;
    }

    /** Takes the logits of the next chunk, which may be none. */
    void add(float[] part) {
        if (part.length == size) {
            values = part;
        } else if (part.length > 0) {
            values = values.length == 0 ? allocate() : values;
            System.arraycopy(part, 0, values, filled, part.length);
        }
        filled += part.length;
    }

    Logits logits() {
        return new Logits(rows, vocabulary, values);
    }

    private float[] allocate() {
        try {
            return new float[size];
        } catch (OutOfMemoryError e) {
            throw tooMany(rows, vocabulary, e);
        }
    }

    private static InsufficientMemoryException tooMany(int rows, int vocabulary, OutOfMemoryError cause) {
        return new InsufficientMemoryException(
                "logits of %d tokens over a vocabulary of %d need %.1f GB; ask for those of the last token, or pass fewer tokens at once"
                        .formatted(rows, vocabulary, 4e-9 * rows * vocabulary),
                cause);
    }
}
