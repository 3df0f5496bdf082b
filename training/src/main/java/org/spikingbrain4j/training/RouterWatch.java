package org.spikingbrain4j.training;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.spikingbrain4j.model.ExpertLoad;
import org.spikingbrain4j.model.LayerStack;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.torch.Loss;
import org.spikingbrain4j.torch.TrainingPass;

/**
 * A pass whose routers are watched: how they load their experts with the tokens of texts, and the loss that makes this load even. Sink
 * tokens go to experts too, but are the same before every text: counted as often, they would keep texts away from where they go.
 */
final class RouterWatch extends ForwardingOperators {
    private final TrainingPass pass;
    private final LayerStack layers;
    private final List<Integer> lengths;
    private final BitSet textRows;
    private final List<ExpertLoad> mixtures = new ArrayList<>();
    private final List<Loss> balanceLosses = new ArrayList<>();

    /** @param lengths tokens of each text of the pass */
    RouterWatch(TrainingPass pass, LayerStack layers, List<Integer> lengths) {
        super(pass);
        this.pass = pass;
        this.layers = layers;
        this.lengths = List.copyOf(lengths);
        this.textRows = new BitSet();
        IntStream.of(layers.textRows(lengths)).forEach(textRows::set);
    }

    @Override
    public Routing route(Tensor logits, int active, String router) {
        Routing routing = super.route(logits, active, router);
        ExpertLoad load = new ExpertLoad(routing.rows().stream()
                .map(rows -> IntStream.of(rows).filter(textRows::get).count())
                .toList());
        mixtures.add(load);
        balanceLosses.add(pass.balanceLoss(layers.texts(pass, routing.probabilities(), lengths), load.tokens()));
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
