package org.spikingbrain4j.model;

import java.util.List;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.Routing;

/**
 * How the tokens of a mixture were spread over its experts. A token takes a place in each of its experts; shares are of all places, so those
 * of all experts sum to 1, and none is above 1 over the experts of a token.
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

    /** Of the tokens of one pass. */
    public static ExpertLoad of(Routing routing) {
        return new ExpertLoad(
                routing.rows().stream().map(rows -> (long) rows.length).toList());
    }

    /**
     * Of this mixture over the tokens of both.
     *
     * @throws IllegalArgumentException where the other has another number of experts
     */
    public ExpertLoad plus(ExpertLoad other) {
        if (experts() != other.experts()) {
            throw new IllegalArgumentException(
                    "loads of one mixture: expected %d experts, found %d".formatted(experts(), other.experts()));
        }
        return new ExpertLoad(IntStream.range(0, experts())
                .mapToObj(expert -> tokens.get(expert) + other.tokens.get(expert))
                .toList());
    }

    /** Number of experts. */
    public int experts() {
        return tokens.size();
    }

    /** Places of all experts together: tokens, times the experts of each. */
    public long total() {
        return tokens.stream().mapToLong(Long::longValue).sum();
    }

    /** The share of the places that an expert has, 0 where nobody got any token. */
    public double share(int expert) {
        return total() == 0 ? 0 : (double) tokens.get(expert) / total();
    }

    /** The share of the fullest expert. */
    public double largestShare() {
        return total() == 0 ? 0 : (double) most() / total();
    }

    /** Experts that got no token. */
    public int silent() {
        return (int) tokens.stream().filter(count -> count == 0).count();
    }

    /** Tokens of the fullest expert over their mean: 1 where all got the same, experts / experts of a token where one got every token. */
    public double fullestOverMean() {
        return total() == 0 ? 1 : (double) most() * experts() / total();
    }

    private long most() {
        return tokens.stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    /**
     * Entropy of the shares over the largest there is: 1 where all got the same. The least is log(experts of a token) / log(experts), where
     * every token went to the same ones: 0 where a token has one expert.
     */
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
