package org.spikingbrain4j.operators;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which experts of a mixture each token goes to.
 *
 * @param rows by expert the tokens that go to it, ascending; none for an expert that nobody needs
 * @param probabilities of all experts, [tokens, experts]: the weights of their outputs, not normalised again over the chosen
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Routing(List<int[]> rows, Tensor probabilities) {
    /** @throws IllegalArgumentException where rows are not ascending or no tokens, which would be added twice or elsewhere */
    public Routing {
        rows = List.copyOf(rows);
        for (int[] tokens : rows) {
            int last = -1;
            for (int token : tokens) {
                if (token <= last || token >= probabilities.rows()) {
                    throw new IllegalArgumentException("routing: expected ascending rows below %d, found %d after %d"
                            .formatted(probabilities.rows(), token, last));
                }
                last = token;
            }
        }
    }

    /** Number of experts. */
    public int experts() {
        return rows.size();
    }

    /** The experts that got a token, ascending. */
    public List<Integer> needed() {
        return IntStream.range(0, experts())
                .filter(expert -> rows.get(expert).length > 0)
                .boxed()
                .toList();
    }

    /**
     * Sends each token to its most probable experts; of two that are equal to the one of lower index.
     *
     * @param router its name
     * @param values the probabilities on the host, [tokens, experts], row-major
     * @param active experts of a token
     * @throws RoutingException where one of them is NaN
     */
    public static Routing of(String router, float[] values, int experts, int active, Tensor probabilities) {
        RoutingException.requireNumbers(router, values, experts);
        int tokens = values.length / experts;
        int[][] chosen = new int[tokens][];
        int[] counts = new int[experts];
        for (int token = 0; token < tokens; token++) {
            chosen[token] = largest(values, token * experts, experts, active);
            for (int expert : chosen[token]) {
                counts[expert]++;
            }
        }
        return new Routing(rows(chosen, counts), probabilities);
    }

    private static List<int[]> rows(int[][] chosen, int[] counts) {
        int[][] rows = new int[counts.length][];
        Arrays.setAll(rows, expert -> new int[counts[expert]]);
        int[] filled = new int[counts.length];
        for (int token = 0; token < chosen.length; token++) {
            for (int expert : chosen[token]) {
                rows[expert][filled[expert]++] = token;
            }
        }
        return List.of(rows);
    }

    private static int[] largest(float[] values, int from, int count, int most) {
        boolean[] taken = new boolean[count];
        int[] best = new int[most];
        for (int i = 0; i < most; i++) {
            best[i] = -1;
            for (int expert = 0; expert < count; expert++) {
                if (!taken[expert] && (best[i] < 0 || values[from + expert] > values[from + best[i]])) {
                    best[i] = expert;
                }
            }
            taken[best[i]] = true;
        }
        return best;
    }
}
