package org.spikingbrain4j.training;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * An endless order of sequences that depends on a seed alone, so that nothing but a place in it is kept to resume. Every pass over them
 * has an order of its own.
 */
final class SequenceOrder {
    private final int sequences;
    private final int used;
    private final long seed;
    private long orderedPass = -1;
    private int[] order = {};

    /**
     * @param sequences there are
     * @param used how many of them are read, the same ones in every pass
     */
    SequenceOrder(int sequences, int used, long seed) {
        this.sequences = sequences;
        this.used = used;
        this.seed = seed;
    }

    int used() {
        return used;
    }

    /** The sequences from a place on. */
    int[] at(long first, int count) {
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            chosen[i] = at(first + i);
        }
        return chosen;
    }

    private int at(long place) {
        long pass = place / used;
        if (pass != orderedPass) {
            order = order(pass);
            orderedPass = pass;
        }
        return order[(int) (place % used)];
    }

    /** Those used are the first of one shuffle of all; each pass shuffles them again. */
    private int[] order(long pass) {
        int[] all = new int[sequences];
        Arrays.setAll(all, i -> i);
        shuffle(all, new SplittableRandom(seed));
        int[] chosen = Arrays.copyOf(all, used);
        shuffle(chosen, new SplittableRandom(seed * 31 + pass + 1));
        return chosen;
    }

    private static void shuffle(int[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
    }
}
