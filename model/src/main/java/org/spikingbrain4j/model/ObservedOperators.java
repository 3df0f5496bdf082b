package org.spikingbrain4j.model;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** A pass that tells observers what its linears and queries are fed, and where its mixtures send tokens. */
final class ObservedOperators extends ForwardingOperators {
    private final List<PassObserver> observers;
    private final List<SpikeObserver> spikeObservers;
    private Map<Tensor, Named> alive = new IdentityHashMap<>();
    private boolean inExpert;

    private record Named(String name, HostSpikes spikes) {}

    ObservedOperators(Operators inner, List<PassObserver> observers) {
        super(inner);
        this.observers = observers;
        this.spikeObservers = observers.stream()
                .filter(SpikeObserver.class::isInstance)
                .map(SpikeObserver.class::cast)
                .toList();
    }

    @Override
    public Tensor embed(Weight table, int[] tokens) {
        observers.forEach(observer -> observer.tokens(tokens.length));
        return super.embed(table, tokens);
    }

    @Override
    public Tensor spike(Tensor x, SpikeRule rule) {
        Tensor spikes = super.spike(x, rule);
        if (watchesSpikes()) {
            alive.put(spikes, new Named(rule.name(), spikesToHost(spikes)));
        }
        return spikes;
    }

    @Override
    public Tensor spikeValues(Tensor spikes) {
        // First: it refuses what is not of this pass, and so not known here.
        Tensor values = super.spikeValues(spikes);
        Optional.ofNullable(alive.get(spikes))
                .ifPresent(queries ->
                        spikeObservers.forEach(observer -> observer.queries(queries.name(), queries.spikes())));
        return values;
    }

    @Override
    public Tensor linear(Tensor x, Weight weight) {
        tell(x, weight);
        return super.linear(x, weight);
    }

    @Override
    public Tensor linear(Tensor x, Weight weight, Weight bias) {
        tell(x, weight);
        return super.linear(x, weight, bias);
    }

    @Override
    public Routing route(Tensor logits, int active, String router) {
        Routing routing = super.route(logits, active, router);
        observers.forEach(observer -> observer.routed(router, routing));
        return routing;
    }

    @Override
    public Tensor mixture(Tensor x, Routing routing, List<UnaryOperator<Tensor>> experts) {
        return watchesSpikes()
                ? super.mixture(x, routing, experts.stream().map(this::watched).toList())
                : super.mixture(x, routing, experts);
    }

    private UnaryOperator<Tensor> watched(UnaryOperator<Tensor> expert) {
        return rows -> forgetting(() -> {
            inExpert = true;
            try {
                return expert.apply(rows);
            } finally {
                inExpert = false;
            }
        });
    }

    @Override
    public Tensor residual(Tensor x, UnaryOperator<Tensor> branch) {
        return watchesSpikes() ? forgetting(() -> super.residual(x, branch)) : super.residual(x, branch);
    }

    /** Tensors that the branch makes die with it, and so does what is known of them. */
    private Tensor forgetting(Supplier<Tensor> branch) {
        Map<Tensor, Named> outside = alive;
        alive = new IdentityHashMap<>(outside);
        try {
            return branch.get();
        } finally {
            alive = outside;
        }
    }

    private boolean watchesSpikes() {
        return !spikeObservers.isEmpty();
    }

    private void tell(Tensor x, Weight weight) {
        if (!watchesSpikes()) {
            return;
        }
        String projection = projection(weight.name());
        Named input = alive.get(x);
        if (input != null) {
            int outputs = Math.toIntExact(weight.shape().dimension(0));
            spikeObservers.forEach(observer -> observer.linear(projection, outputs, input.spikes()));
        } else if (inExpert) {
            spikeObservers.forEach(observer -> observer.denseOfExpert(projection, weight, x.rows()));
        } else {
            spikeObservers.forEach(observer -> observer.dense(projection, weight));
        }
    }

    /** The linear's name, without what its weights are called. */
    private static String projection(String weight) {
        for (String suffix : List.of(WeightFormat.FLOATS, WeightFormat.CODES)) {
            if (weight.endsWith(suffix)) {
                return weight.substring(0, weight.length() - suffix.length());
            }
        }
        return weight;
    }
}
