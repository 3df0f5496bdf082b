package org.spikingbrain4j.model;

import java.util.List;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.ActivationException;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Weight;

/**
 * What the layers remember before a text begins. Sink tokens see nothing but each other (spec spikingbrain-76b), so what they leave is the
 * same before every text: it is computed once, when the first one begins. Safe for use by several threads.
 */
final class SinkTokens implements AutoCloseable {
    /** The tensor that holds them. */
    static final String EMBEDDINGS = "model.sink_embeddings";

    private final Layers layers;
    private final Backend backend;
    private List<LayerState> computed = List.of();
    private boolean closed;

    SinkTokens(Layers layers, Backend backend) {
        this.layers = layers;
        this.backend = backend;
    }

    /**
     * A state per layer, which has read the sinks, where there are any; the caller's.
     *
     * @throws ActivationException where their activations cannot become spikes or choose experts; it names layer and sink token
     */
    synchronized List<LayerState> newStates() {
        if (layers.sinks().isEmpty()) {
            return layers.newStates(backend);
        }
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        if (computed.isEmpty()) {
            computed = read(layers.sinks().get());
        }
        return LayerState.all(computed.size(), layer -> computed.get(layer).copy());
    }

    private List<LayerState> read(Weight sinks) {
        int count = layers.sinkTokens();
        List<LayerState> states = layers.newStates(backend);
        try (Operators operators = backend.openPass()) {
            layers.apply(
                    operators,
                    operators.embed(sinks, IntStream.range(0, count).toArray()),
                    layer -> List.of(new Span<>(0, count, 0, states.get(layer))));
        } catch (ActivationException e) {
            states.forEach(LayerState::close);
            throw e.at("sink token %d, a row of %s".formatted(e.row(), EMBEDDINGS));
        } catch (RuntimeException | Error e) {
            states.forEach(LayerState::close);
            throw e;
        }
        return states;
    }

    @Override
    public synchronized void close() {
        closed = true;
        computed.forEach(LayerState::close);
        computed = List.of();
    }
}
