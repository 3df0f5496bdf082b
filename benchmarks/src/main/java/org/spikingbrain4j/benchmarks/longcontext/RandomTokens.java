package org.spikingbrain4j.benchmarks.longcontext;

import java.util.SplittableRandom;

/** A text of random tokens, made piece by piece. */
final class RandomTokens {
    private static final long SEED = 1;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final int vocabulary;
    private long left;

    RandomTokens(int vocabulary, long tokens) {
        this.vocabulary = vocabulary;
        this.left = tokens;
    }

    /** The next tokens, at most that many; none at the end. */
    int[] next(int most) {
        int[] piece = random.ints(Math.min(most, left), 0, vocabulary).toArray();
        left -= piece.length;
        return piece;
    }
}
