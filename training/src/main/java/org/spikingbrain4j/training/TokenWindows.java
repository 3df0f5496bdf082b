package org.spikingbrain4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.spikingbrain4j.corpus.TokenStore;

/**
 * Data cut into windows of one length, in an order that depends on a seed alone: what a step reads is a function of its number, so
 * that nothing but the number is kept to resume. Every pass over the data has an order of its own.
 */
final class TokenWindows {
    private final TokenStore store;
    private final int length;
    private final int windows;
    private final int used;
    private final long seed;
    private long orderedPass = -1;
    private int[] order = {};

    /**
     * @param length tokens of a window
     * @param textTokens most tokens that are used, the same ones for the same seed
     */
    TokenWindows(TokenStore store, int length, long textTokens, long seed) {
        this.store = store;
        this.length = length;
        this.seed = seed;
        // Each window needs the token behind it.
        this.windows = (int) Math.min(Integer.MAX_VALUE - 8, (store.tokens() - 1) / length);
        if (windows < 1) {
            throw new TrainingException(
                    "data: %d tokens are no sequence of %d and the token that follows; use more text or a smaller sequence_length"
                            .formatted(store.tokens(), length));
        }
        this.used = (int) Math.clamp(textTokens / length, 1, windows);
    }

    /** Windows that are used. */
    int used() {
        return used;
    }

    /** The sequences from a place in the endless order on. */
    TokenBatch batch(long first, int count) {
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            chosen[i] = window(first + i);
        }
        return read(chosen);
    }

    /** Windows at even distances, for measurements. */
    TokenBatch spread(int index, int of) {
        return read(new int[] {(int) ((long) index * windows / of)});
    }

    int windows() {
        return windows;
    }

    private int window(long place) {
        long pass = place / used;
        if (pass != orderedPass) {
            order = order(pass);
            orderedPass = pass;
        }
        return order[(int) (place % used)];
    }

    /** The windows used are the first of one shuffle of all; each pass shuffles them again. */
    private int[] order(long pass) {
        int[] all = new int[windows];
        for (int i = 0; i < windows; i++) {
            all[i] = i;
        }
        shuffle(all, windows, new SplittableRandom(seed));
        int[] chosen = java.util.Arrays.copyOf(all, used);
        shuffle(chosen, used, new SplittableRandom(seed * 31 + pass + 1));
        return chosen;
    }

    private static void shuffle(int[] values, int count, SplittableRandom random) {
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
    }

    private TokenBatch read(int[] chosen) {
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
