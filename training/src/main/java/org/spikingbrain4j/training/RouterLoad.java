package org.spikingbrain4j.training;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.spikingbrain4j.model.ExpertLoad;

/**
 * How the routers of a model's mixtures sent tokens to experts.
 *
 * @param mixtures the load of each, from the first layer on
 * @param balanceLoss of all routings together: 1 each where the load is even
 * @param routings number of mixtures times passes
 */
public record RouterLoad(List<ExpertLoad> mixtures, double balanceLoss, int routings) {
    /** Of a model without mixtures, or of no pass. */
    public static final RouterLoad NONE = new RouterLoad(List.of(), 0, 0);

    public RouterLoad {
        mixtures = List.copyOf(mixtures);
    }

    /** Of this pass and another of the same model. */
    RouterLoad plus(RouterLoad other) {
        if (routings == 0) {
            return other;
        }
        if (other.routings == 0) {
            return this;
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

    /** Mean over mixtures and passes: 1 where the load is even, up to the number of experts. */
    public double meanBalanceLoss() {
        return balanceLoss / routings;
    }
}
