package examples.genome;

/**
 * The Markov model: counts of what follows the last 0 to 12 bases, each order smoothed with the next shorter one,
 * p_k(x) = (n_k(x) + a p_{k-1}(x)) / (n_k + a), from p = 1/4. Order 12 alone would be poor: it has 16.8 million contexts, more than
 * the genome has bases.
 */
final class ContextMixture {
    private final int[][] counts; // of order k: context * 4 + base
    private final double strength;
    private final boolean bothStrands;
    private final int order;
    private long word; // the last order + 1 bases, two bits each
    private int known; // how many of them are known

    /**
     * @param strength a: how many observations the shorter context is worth
     * @param bothStrands whether what is learned is also learned as the other strand reads it
     */
    ContextMixture(int order, double strength, boolean bothStrands) {
        this.order = order;
        this.strength = strength;
        this.bothStrands = bothStrands;
        this.counts = new int[order + 1][];
        for (int k = 0; k <= order; k++) {
            counts[k] = new int[1 << 2 * (k + 1)];
        }
    }

    /** Bits of a base by each order, given the bases before it. */
    void bits(int base, double[] byOrder) {
        double p = 0.25;
        for (int k = 0; k <= order; k++) {
            if (k <= known) {
                int context = (int) (word & mask(k)) << 2;
                int[] found = counts[k];
                int sum = found[context] + found[context + 1] + found[context + 2] + found[context + 3];
                p = (found[context + base] + strength * p) / (sum + strength);
            }
            byOrder[k] = -Math.log(p) / Math.log(2);
        }
    }

    /** Goes on by a base, and learns it where asked to; a letter that is no base (-1) ends all contexts. */
    void next(int base, boolean learn) {
        if (base < 0) {
            known = 0;
            return;
        }
        int before = Math.min(known, order);
        word = (word << 2 | base) & mask(order + 1);
        if (learn) {
            long other = bothStrands ? otherStrand(word) : 0;
            for (int k = 0; k <= before; k++) {
                counts[k][(int) (word & mask(k + 1))]++;
                if (bothStrands) {
                    counts[k][(int) (other >>> 2 * (order - k))]++;
                }
            }
        }
        known = before + 1;
    }

    private long otherStrand(long bases) {
        long other = 0;
        for (int i = 0; i <= order; i++) {
            other = other << 2 | 3 - (bases >>> 2 * i & 3);
        }
        return other;
    }

    private static long mask(int bases) {
        return (1L << 2 * bases) - 1;
    }
}
