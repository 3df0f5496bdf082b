package org.spikingbrain4j.training;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.spikingbrain4j.model.ExpertLoad;

/**
 * How the routers of a model's mixtures sent the tokens of texts to experts; sink tokens do not count.
 *
 * @param mixtures the load of each, from the first layer on
 * @param balanceLoss of all routings together: 1 each where the load is even
 * @param routings number of mixtures times passes
 */
public record RouterLoad(List<ExpertLoad> mixtures, double balanceLoss, int routings) {
    /** Of a model without mixtures, or of no pass. */
    public static final RouterLoad NONE = new RouterLoad(List.of(), 0, 0);

    /** @throws IllegalArgumentException where the routings are not some of every mixture */
    public RouterLoad {
        mixtures = List.copyOf(mixtures);
        if (routings < 0 || routings % Math.max(1, mixtures.size()) != 0 || mixtures.isEmpty() != (routings == 0)) {
            throw new IllegalArgumentException("load of routers: expected passes through %d mixtures, found %d routings"
                    .formatted(mixtures.size(), routings));
        }
    }

    /**
     * Of this pass and another of the same model.
     *
     * @throws IllegalArgumentException where it was another model
     */
    RouterLoad plus(RouterLoad other) {
        if (routings == 0) {
            return other;
        }
        if (other.routings == 0) {
            return this;
        }
        if (mixtures.size() != other.mixtures.size()) {
            throw new IllegalArgumentException("load of routers: expected %d mixtures as before, found %d"
                    .formatted(mixtures.size(), other.mixtures.size()));
        }
        List<ExpertLoad> sums = IntStream.range(0, mixtures.size())
                .mapToObj(mixture -> mixtures.get(mixture).plus(other.mixtures.get(mixture)))
                .toList();
        return new RouterLoad(sums, balanceLoss + other.balanceLoss, routings + other.routings);
    }

    /** This load and that of later layers in the same pass. */
    RouterLoad followedBy(RouterLoad later) {
        return new RouterLoad(
                Stream.of(mixtures, later.mixtures).flatMap(List::stream).toList(),
                balanceLoss + later.balanceLoss,
                routings + later.routings);
    }

    /** Mean over mixtures and passes: 1 where the load is even, up to the number of experts. Empty where nothing was routed. */
    public OptionalDouble meanBalanceLoss() {
        return routings == 0 ? OptionalDouble.empty() : OptionalDouble.of(balanceLoss / routings);
    }
}
