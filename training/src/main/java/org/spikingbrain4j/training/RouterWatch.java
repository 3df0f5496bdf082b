package org.spikingbrain4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.model.ExpertLoad;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.torch.Loss;
import org.spikingbrain4j.torch.TrainingPass;

/** A pass whose routers are watched: how they load their experts, and the loss that makes the load even. */
final class RouterWatch extends ForwardingOperators {
    private final TrainingPass pass;
    private final List<ExpertLoad> mixtures = new ArrayList<>();
    private final List<Loss> balanceLosses = new ArrayList<>();

    RouterWatch(TrainingPass pass) {
        super(pass);
        this.pass = pass;
    }

    @Override
    public Routing route(Tensor logits, int active, String router) {
        Routing routing = super.route(logits, active, router);
        mixtures.add(ExpertLoad.of(routing));
        balanceLosses.add(pass.balanceLoss(routing));
        return routing;
    }

    RouterLoad load() {
        double sum = balanceLosses.stream().mapToDouble(Loss::value).sum();
        return new RouterLoad(mixtures, sum, balanceLosses.size());
    }

    /** The sum over the mixtures; empty where there are none. */
    Optional<Loss> balanceLoss() {
        return balanceLosses.stream().reduce(Loss::plus);
    }
}
