package org.spikingbrain4j.model;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.UnsupportedModelException;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/**
 * The layers of a model one at a time, on the operators of the caller's passes: for who trains a model, or watches what is between
 * its layers. Every text is read from its beginning, in one pass.
 */
public final class LayerStack {
    private final Backend backend;
    private final Layers layers;

    private LayerStack(Backend backend, Layers layers) {
        this.backend = backend;
        this.layers = layers;
    }

    /**
     * Composes the model that {@code config.json} and the tensors describe.
     *
     * @param checkpoint stays the caller's, and open as long as the back end uses its weights
     * @param backend stays the caller's
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where a tensor is missing, unknown or of another shape
     * @throws InvalidInputException where the options ask for spikes that this checkpoint cannot have
     */
    public static LayerStack load(Checkpoint checkpoint, Backend backend, ModelOptions options) {
        WeightLoader weights = new WeightLoader(checkpoint, backend, Arena.ofAuto());
        LayerLoader parts = new LayerLoader(weights, checkpoint.config(), Spiking.of(checkpoint, options.spiking()));
        Layers layers = LanguageModel.layers(parts, options, Optional.empty());
        if (layers.sinkTokens() > 0) {
            throw new UnsupportedModelException(
                    "%s: field num_sink_tokens: layers one at a time know no sink tokens yet; run the model, or use one without"
                            .formatted(checkpoint.directory()));
        }
        return new LayerStack(backend, layers);
    }

    /** Number of layers. */
    public int size() {
        return layers.blocks().size();
    }

    /** Whether the mixer of a layer is linear attention. */
    public boolean isLinear(int layer) {
        return layers.blocks().get(layer).mixer() instanceof GatedLinearAttention;
    }

    /** The matrix of the head, [vocabulary, hidden]. */
    public Weight head() {
        return switch (layers.head()) {
            case Linear.Unbiased head -> head.weight();
            case Linear.Biased _, Linear.LowRank _ ->
                throw new IllegalStateException("no layout has a head with a bias");
        };
    }

    /** What the first layer sees, [tokens, hidden]. */
    public Tensor embed(Operators operators, int[] tokens) {
        return operators.embed(layers.embedding(), tokens);
    }

    /**
     * What a layer makes of texts.
     *
     * @param x [tokens of all texts, hidden]; its place may be taken by the result
     * @param lengths tokens of each text
     */
    public Tensor layer(int layer, Operators operators, Tensor x, List<Integer> lengths) {
        Block block = layers.blocks().get(layer);
        return reading(block, lengths, spans -> block.apply(operators, x, spans));
    }

    /**
     * What the mixer of a layer adds, its norm before it included.
     *
     * @param x what the layer sees, [tokens of all texts, hidden]
     * @param lengths tokens of each text
     */
    public Tensor mixer(int layer, Operators operators, Tensor x, List<Integer> lengths) {
        Block block = layers.blocks().get(layer);
        return reading(
                block,
                lengths,
                spans -> block.mixer().apply(operators, block.mixerNorm().apply(operators, x), spans));
    }

    /** What the head sees of the last layer's result. */
    public Tensor finalNorm(Operators operators, Tensor x) {
        return layers.finalNorm().apply(operators, x);
    }

    private Tensor reading(Block block, List<Integer> lengths, Function<List<Span<LayerState>>, Tensor> reader) {
        List<Span<LayerState>> spans = new ArrayList<>();
        try {
            int row = 0;
            for (int length : lengths) {
                spans.add(new Span<>(row, length, 0, block.mixer().newState(backend)));
                row += length;
            }
            return reader.apply(List.copyOf(spans));
        } finally {
            spans.forEach(span -> span.state().close());
        }
    }
}
