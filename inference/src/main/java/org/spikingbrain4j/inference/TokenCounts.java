package org.spikingbrain4j.inference;

import java.util.Arrays;

/** How often each token occurred. Counting one more takes constant time; walking visits only tokens that occurred. */
final class TokenCounts {
    private final int[] counts;
    private int[] distinct = new int[16];
    private int size;

    TokenCounts(int vocabularySize) {
        this.counts = new int[vocabularySize];
    }

    void add(int token) {
        if (counts[token]++ == 0) {
            if (size == distinct.length) {
                distinct = Arrays.copyOf(distinct, 2 * size);
            }
            distinct[size++] = token;
        }
    }

    int count(int token) {
        return counts[token];
    }

    /** Number of different tokens. */
    int size() {
        return size;
    }

    /** The different tokens in the order of their first occurrence. */
    int token(int index) {
        return distinct[index];
    }
}
