package org.spikingbrain4j.inference;

import java.util.Arrays;

/** A growing list of token ids without boxes. */
final class TokenList {
    private int[] tokens = new int[64];
    private int size;

    void add(int token) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * size);
        }
        tokens[size++] = token;
    }

    void addAll(int[] more) {
        if (tokens.length - size < more.length) {
            tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, size + more.length));
        }
        System.arraycopy(more, 0, tokens, size, more.length);
        size += more.length;
    }

    int size() {
        return size;
    }

    /** The token added last; there is one. */
    int last() {
        return tokens[size - 1];
    }

    int[] toArray() {
        return Arrays.copyOf(tokens, size);
    }
}
