package org.spikingbrain4j.inference;

/** A step that leaves only the best candidates. */
sealed interface Truncation {
    void apply(Candidates candidates);

    /** The k most probable ones (Fan et al. 2018). */
    record TopK(int k) implements Truncation {
        @Override
        public void apply(Candidates candidates) {
            candidates.keep(k);
        }
    }

    /**
     * The fewest that together have at least the share {@code p} of the probability left by the steps before: the nucleus
     * (Holtzman et al. 2020).
     */
    record TopP(double p) implements Truncation {
        @Override
        public void apply(Candidates candidates) {
            double wanted = p * candidates.totalWeight();
            double reached = 0;
            int rank = 0;
            while (reached < wanted && rank < candidates.size()) {
                reached += candidates.weight(rank++);
            }
            candidates.keep(Math.max(rank, 1));
        }
    }

    /** Those at least {@code p} times as probable as the most probable one (Nguyen et al. 2024). */
    record MinP(double p) implements Truncation {
        @Override
        public void apply(Candidates candidates) {
            int rank = 1;
            while (rank < candidates.size() && candidates.weight(rank) >= p) {
                rank++;
            }
            candidates.keep(rank);
        }
    }
}
