package org.spikingbrain4j.model;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How the tokens of a mixture were spread over its experts.
 *
 * @param tokens that each expert got, by its index; a token that goes to two experts counts for both
 */
public record ExpertLoad(List<Long> tokens) {
    /** @throws IllegalArgumentException where there is no expert */
    public ExpertLoad {
        tokens = List.copyOf(tokens);
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("expected at least one expert");
        }
    }

    /** Of this mixture over the tokens of both. */
    public ExpertLoad plus(ExpertLoad other) {
        return new ExpertLoad(IntStream.range(0, experts())
                .mapToObj(expert -> tokens.get(expert) + other.tokens.get(expert))
                .toList());
    }

    /** Number of experts. */
    public int experts() {
        return tokens.size();
    }

    /** Tokens of all experts together. */
    public long total() {
        return tokens.stream().mapToLong(Long::longValue).sum();
    }

    /** The share of the tokens that an expert got, 0 where nobody got any. */
    public double share(int expert) {
        return total() == 0 ? 0 : (double) tokens.get(expert) / total();
    }

    /** Experts that got no token. */
    public int silent() {
        return (int) tokens.stream().filter(count -> count == 0).count();
    }

    /** Tokens of the fullest expert over their mean: 1 where all got the same, the number of experts where one got all. */
    public double imbalance() {
        long most = tokens.stream().mapToLong(Long::longValue).max().orElse(0);
        return total() == 0 ? 1 : (double) most * experts() / total();
    }

    /** Entropy of the shares over the largest there is: 1 where all got the same, 0 where one got all. */
    public double evenness() {
        if (total() == 0 || experts() == 1) {
            return 1;
        }
        double entropy = 0;
        for (int expert = 0; expert < experts(); expert++) {
            double share = share(expert);
            entropy -= share == 0 ? 0 : share * Math.log(share);
        }
        return entropy / Math.log(experts());
    }
}
