package org.spikingbrain4j.inference;

/** Tokens that are read once, from beginning to end, a few in memory at a time. */
@FunctionalInterface
public interface TokenSource {
    /**
     * The next tokens.
     *
     * @param most at least 1
     * @return 1 to {@code most} tokens, fewer than {@code most} only at the end; none where all were given
     */
    int[] next(int most);
}
