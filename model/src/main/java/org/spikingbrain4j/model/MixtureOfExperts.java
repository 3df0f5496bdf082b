package org.spikingbrain4j.model;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.Tensor;

/**
 * Σ over the chosen experts of p_i · E_i(x), plus the shared expert (spec spikingbrain-76b). Every expert gets its tokens in one product; the
 * weights of one that no token needs are not read.
 *
 * @param router [hidden] to [experts]
 * @param active experts of a token
 */
record MixtureOfExperts(Linear router, int active, List<SwiGlu> experts, Optional<SwiGlu> shared)
        implements FeedForward {
    MixtureOfExperts {
        experts = List.copyOf(experts);
    }

    @Override
    public Tensor apply(Operators operators, Tensor x) {
        Routing routing = operators.route(router.apply(operators, x), active);
        List<UnaryOperator<Tensor>> parts = experts.stream()
                .<UnaryOperator<Tensor>>map(expert -> rows -> expert.apply(operators, rows))
                .toList();
        Tensor mixed = operators.mixture(x, routing, parts);
        return shared.map(expert -> operators.residual(mixed, _ -> expert.apply(operators, x)))
                .orElse(mixed);
    }
}
