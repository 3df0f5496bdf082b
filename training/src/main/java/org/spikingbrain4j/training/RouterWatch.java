package org.spikingbrain4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.torch.Loss;
import org.spikingbrain4j.torch.TrainingPass;

/** A pass whose routers are watched: how they load their experts, and what that adds to the loss. */
final class RouterWatch extends ForwardingOperators {
    private final TrainingPass pass;
    private final List<List<Integer>> tokens = new ArrayList<>();
    private final List<Loss> imbalances = new ArrayList<>();

    RouterWatch(TrainingPass pass) {
        super(pass);
        this.pass = pass;
    }

    @Override
    public Routing route(Tensor logits, int active) {
        Routing routing = super.route(logits, active);
        tokens.add(routing.rows().stream().map(rows -> rows.length).toList());
        imbalances.add(pass.imbalance(routing));
        return routing;
    }

    RouterLoad load() {
        double sum = imbalances.stream().mapToDouble(Loss::value).sum();
        return new RouterLoad(tokens, sum, imbalances.size());
    }

    /** The sum over the mixtures; empty where there are none. */
    Optional<Loss> imbalance() {
        return imbalances.stream().reduce(Loss::plus);
    }
}
