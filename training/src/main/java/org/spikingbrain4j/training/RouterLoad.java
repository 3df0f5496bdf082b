package org.spikingbrain4j.training;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How the routers of a model's mixtures sent tokens to experts.
 *
 * @param tokens of each expert, by mixture from the first layer on; a token counts once for each of its experts
 * @param imbalance experts · Σ share · mean probability, summed over mixtures and passes: 1 each where the load is even
 * @param routings number of mixtures times passes
 */
public record RouterLoad(List<List<Integer>> tokens, double imbalance, int routings) {
    /** Of a model without mixtures, or of no pass. */
    public static final RouterLoad NONE = new RouterLoad(List.of(), 0, 0);

    public RouterLoad {
        tokens = tokens.stream().map(List::copyOf).toList();
    }

    /** Of this pass and another of the same model. */
    RouterLoad plus(RouterLoad other) {
        if (routings == 0) {
            return other;
        }
        if (other.routings == 0) {
            return this;
        }
        List<List<Integer>> sums = IntStream.range(0, tokens.size())
                .mapToObj(mixture -> sum(tokens.get(mixture), other.tokens.get(mixture)))
                .toList();
        return new RouterLoad(sums, imbalance + other.imbalance, routings + other.routings);
    }

    private static List<Integer> sum(List<Integer> a, List<Integer> b) {
        return IntStream.range(0, a.size())
                .mapToObj(expert -> Math.addExact(a.get(expert), b.get(expert)))
                .toList();
    }

    /** This load followed by that of later layers in the same pass. */
    RouterLoad then(RouterLoad later) {
        List<List<Integer>> all =
                Stream.of(tokens, later.tokens).flatMap(List::stream).toList();
        return new RouterLoad(all, imbalance + later.imbalance, routings + later.routings);
    }

    /** Mean over mixtures and passes: 1 where the load is even, up to the number of experts. */
    public double meanImbalance() {
        return imbalance / routings;
    }

    /** The shares of a mixture's experts; they sum to 1. */
    public List<Double> shares(int mixture) {
        double all = tokens.get(mixture).stream().mapToInt(Integer::intValue).sum();
        return tokens.get(mixture).stream().map(count -> count / all).toList();
    }
}
