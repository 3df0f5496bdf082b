package org.spikingbrain4j.conversion;

import org.spikingbrain4j.model.ExpertLoad;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.Tensor;

/** Where the router of a mixture sent the tokens of one pass. */
final class RouterRecord {
    private double[] chosen = {};
    private double busiest;

    /** Probability of the chosen experts together, per token. */
    double[] chosen() {
        return chosen.clone();
    }

    /** {@link ExpertLoad#largestShare}. */
    double busiest() {
        return busiest;
    }

    /** The same operators, on which routers are watched. */
    Operators watching(Operators inner) {
        return new ForwardingOperators(inner) {
            @Override
            public Routing route(Tensor logits, int active, String router) {
                Routing routing = super.route(logits, active, router);
                note(routing, inner.toHost(routing.probabilities()), logits.rows());
                return routing;
            }
        };
    }

    private void note(Routing routing, float[] probabilities, int tokens) {
        busiest = ExpertLoad.of(routing).largestShare();
        chosen = new double[tokens];
        for (int expert = 0; expert < routing.experts(); expert++) {
            for (int row : routing.rows().get(expert)) {
                chosen[row] += probabilities[row * routing.experts() + expert];
            }
        }
    }
}
