package org.spikingbrain4j.training;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * An endless order of sequences that depends on a seed alone, so that nothing but a place in it is kept to resume. Every pass over them
 * has an order of its own.
 */
final class SequenceOrder {
    private final int[] chosen;
    private final int[] ranks;
    private final long seed;
    private long orderedPass = -1;
    private int[] order = {};

    /**
     * @param sequences there are
     * @param used how many of them are read, the same ones in every pass
     */
    SequenceOrder(int sequences, int used, long seed) {
        this.chosen = chosen(sequences, used, seed);
        this.ranks = new int[sequences];
        for (int i = 0; i < used; i++) {
            ranks[chosen[i]] = i;
        }
        this.seed = seed;
    }

    /** The first of one shuffle of all. */
    private static int[] chosen(int sequences, int used, long seed) {
        int[] all = new int[sequences];
        Arrays.setAll(all, i -> i);
        shuffle(all, new SplittableRandom(seed));
        return Arrays.copyOf(all, used);
    }

    int sequences() {
        return ranks.length;
    }

    int used() {
        return chosen.length;
    }

    /** Where a sequence stands among those used, the same place however many are used. */
    int rank(int sequence) {
        return ranks[sequence];
    }

    /** The sequences from a place on. */
    int[] at(long first, int count) {
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = at(first + i);
        }
        return places;
    }

    private int at(long place) {
        long pass = place / chosen.length;
        if (pass != orderedPass) {
            order = order(pass);
            orderedPass = pass;
        }
        return order[(int) (place % chosen.length)];
    }

    /** Each pass shuffles those used again. */
    private int[] order(long pass) {
        int[] shuffled = chosen.clone();
        shuffle(shuffled, new SplittableRandom(seed * 31 + pass + 1));
        return shuffled;
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
