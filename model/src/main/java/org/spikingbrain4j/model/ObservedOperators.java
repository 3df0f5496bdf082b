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
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** A pass that tells observers what its linears and queries are fed. */
final class ObservedOperators extends ForwardingOperators {
    private final List<SpikeObserver> observers;
    private Map<Tensor, Named> alive = new IdentityHashMap<>();

    private record Named(String name, HostSpikes spikes) {}

    ObservedOperators(Operators inner, List<SpikeObserver> observers) {
        super(inner);
        this.observers = observers;
    }

    @Override
    public Tensor embed(Weight table, int[] tokens) {
        observers.forEach(observer -> observer.tokens(tokens.length));
        return super.embed(table, tokens);
    }

    @Override
    public Tensor spike(Tensor x, SpikeRule rule) {
        Tensor spikes = super.spike(x, rule);
        alive.put(spikes, new Named(rule.name(), spikesToHost(spikes)));
        return spikes;
    }

    @Override
    public Tensor spikeValues(Tensor spikes) {
        // First: it refuses what is not of this pass, and so not known here.
        Tensor values = super.spikeValues(spikes);
        Optional.ofNullable(alive.get(spikes))
                .ifPresent(
                        queries -> observers.forEach(observer -> observer.queries(queries.name(), queries.spikes())));
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
        String projection = projection(weight.name());
        Named input = alive.get(x);
        if (input == null) {
            observers.forEach(observer -> observer.dense(projection, weight));
        } else {
            int outputs = Math.toIntExact(weight.shape().dimension(0));
            observers.forEach(observer -> observer.linear(projection, outputs, input.spikes()));
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
