package org.spikingbrain4j.model;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.ActivationException;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.Tensor;

/**
 * Σ over the chosen experts of p_i · E_i(x), plus the shared expert (spec spikingbrain-76b). Every expert gets its tokens in one product; the
 * weights of one that no token needs are not read. The shared expert is first: those that were chosen may be read from the file meanwhile.
 *
 * @param name of the router, such as {@code model.layers.3.moe.router}
 * @param router [hidden] to [experts]
 * @param active experts of a token
 * @param pages of the experts
 */
record MixtureOfExperts(
        String name, Linear router, int active, List<SwiGlu> experts, ExpertPages pages, Optional<SwiGlu> shared)
        implements FeedForward {
    MixtureOfExperts {
        experts = List.copyOf(experts);
    }

    @Override
    public Tensor apply(Operators operators, Tensor x) {
        Routing routing = operators.route(router.apply(operators, x), active, name);
        ExpertPages.Turn turn = pages.expect(routing.needed());
        List<UnaryOperator<Tensor>> parts = IntStream.range(0, experts.size())
                .<UnaryOperator<Tensor>>mapToObj(expert -> rows -> turn.using(
                        expert,
                        () -> apply(operators, expert, rows, routing.rows().get(expert))))
                .toList();
        return shared.map(always ->
                        operators.residual(always.apply(operators, x), _ -> operators.mixture(x, routing, parts)))
                .orElseGet(() -> operators.mixture(x, routing, parts));
    }

    /** @param tokens rows of the pass that are this expert's */
    private Tensor apply(Operators operators, int expert, Tensor rows, int[] tokens) {
        try {
            return experts.get(expert).apply(operators, rows);
        } catch (ActivationException e) {
            throw e.ofRow(tokens[e.row()]);
        }
    }
}
