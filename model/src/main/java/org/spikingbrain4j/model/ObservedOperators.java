package org.spikingbrain4j.model;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private Optional<Linear> last = Optional.empty();
    private boolean begun;
    private boolean quiet;

    private record Named(String name, HostSpikes spikes) {}

    /** What a linear made: the one before a choice of experts is their router. */
    private record Linear(Tensor output, Weight weight) {}

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
        quiet = table.name().equals(SinkTokens.EMBEDDINGS) && (quiet || !begun);
        begun = true;
        observers().forEach(observer -> observer.tokens(tokens.length));
        return super.embed(table, tokens);
    }

    /** Nobody, as long as there are only sink tokens. */
    private List<PassObserver> observers() {
        return quiet ? List.of() : observers;
    }

    private List<SpikeObserver> spikeObservers() {
        return quiet ? List.of() : spikeObservers;
    }

    @Override
    public Tensor spike(Tensor x, SpikeRule rule) {
        Tensor spikes = super.spike(x, rule);
        if (!spikeObservers().isEmpty()) {
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
                        spikeObservers().forEach(observer -> observer.queries(queries.name(), queries.spikes())));
        return values;
    }

    @Override
    public Tensor linear(Tensor x, Weight weight) {
        tell(x, weight);
        return made(super.linear(x, weight), weight);
    }

    @Override
    public Tensor linear(Tensor x, Weight weight, Weight bias) {
        tell(x, weight);
        return made(super.linear(x, weight, bias), weight);
    }

    private Tensor made(Tensor output, Weight weight) {
        last = Optional.of(new Linear(output, weight));
        return output;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the very tensor: another one of equal values does not exist
    public Routing route(Tensor logits, int active) {
        Routing routing = super.route(logits, active);
        last.filter(linear -> linear.output() == logits)
                .map(linear -> projection(linear.weight().name()))
                .ifPresent(router -> observers().forEach(observer -> observer.routed(router, routing)));
        return routing;
    }

    /** Tensors of the branch die with it, and so does what is known of them. */
    @Override
    public Tensor residual(Tensor x, UnaryOperator<Tensor> branch) {
        Map<Tensor, Named> outside = alive;
        alive = new IdentityHashMap<>(outside);
        try {
            return super.residual(x, branch);
        } finally {
            alive = outside;
        }
    }

    private void tell(Tensor x, Weight weight) {
        if (spikeObservers().isEmpty()) {
            return;
        }
        String projection = projection(weight.name());
        Named input = alive.get(x);
        if (input == null) {
            spikeObservers().forEach(observer -> observer.dense(projection, weight));
        } else {
            int outputs = Math.toIntExact(weight.shape().dimension(0));
            spikeObservers().forEach(observer -> observer.linear(projection, outputs, input.spikes()));
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
