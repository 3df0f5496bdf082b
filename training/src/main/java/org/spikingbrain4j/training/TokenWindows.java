package org.spikingbrain4j.training;

import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.corpus.TokenStore;

/** Data cut into windows of one length. */
final class TokenWindows implements Sequences {
    private final TokenStore store;
    private final int length;
    private final SequenceOrder order;

    /**
     * @param length tokens of a window
     * @param textTokens most tokens that are used, the same ones for the same seed
     */
    TokenWindows(TokenStore store, int length, long textTokens, long seed) {
        this.store = store;
        this.length = length;
        int windows = count(store, length);
        this.order = new SequenceOrder(windows, (int) Math.clamp(textTokens / length, 1, windows), seed);
    }

    /**
     * How many there are; each needs the token behind it.
     *
     * @throws TrainingException where there is none
     */
    static int count(TokenStore store, int length) {
        int windows = (int) Math.min(Integer.MAX_VALUE - 8, (store.tokens() - 1) / length);
        if (windows < 1) {
            throw new TrainingException(
                    "%s: %d tokens are no sequence of %d and the token that follows; use more text or a smaller sequence_length"
                            .formatted(store.folder(), store.tokens(), length));
        }
        return windows;
    }

    @Override
    public SequenceOrder order() {
        return order;
    }

    @Override
    public TokenBatch read(int... chosen) {
        int[] tokens = new int[chosen.length * length];
        int[] targets = new int[tokens.length];
        List<Integer> lengths = new ArrayList<>();
        int[] window = new int[length + 1];
        for (int i = 0; i < chosen.length; i++) {
            store.read((long) chosen[i] * length, window);
            System.arraycopy(window, 0, tokens, i * length, length);
            System.arraycopy(window, 1, targets, i * length, length);
            cut(window, lengths);
        }
        return new TokenBatch(chosen, tokens, targets, lengths);
    }

    /** A border token ends one document for the one before it, and begins the next: there a new text begins. */
    private void cut(int[] window, List<Integer> lengths) {
        int start = 0;
        for (int i = 1; i < length; i++) {
            if (window[i] == store.borderToken()) {
                lengths.add(i - start);
                start = i;
            }
        }
        lengths.add(length - start);
    }
}
