package org.spikingbrain4j.model;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/**
 * The layers of a model one at a time, on the operators of the caller's passes: for who trains a model, or watches what is between
 * its layers. Every text is read from its beginning, in one pass, behind the model's sink tokens where it has some.
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
     * @throws InvalidInputException where the options ask for spikes that this checkpoint cannot have, or for bounds of experts, which are
     *     a language model's
     */
    public static LayerStack load(Checkpoint checkpoint, Backend backend, ModelOptions options) {
        if (options.expertBytes().isPresent()) {
            throw new InvalidInputException(
                    "experts' memory: layers that are run one at a time have no bounds of it; leave them out");
        }
        WeightLoader weights = new WeightLoader(checkpoint, backend, Arena.ofAuto());
        LayerLoader parts = new LayerLoader(weights, checkpoint.config(), Spiking.of(checkpoint, options.spiking()));
        return new LayerStack(backend, LanguageModel.layers(parts, options, Optional.empty()));
    }

    /** Number of layers. */
    public int size() {
        return layers.blocks().size();
    }

    /** Whether linear attention is in the mixer of a layer, alone or beside softmax attention. */
    public boolean hasLinearAttention(int layer) {
        return switch (layers.blocks().get(layer).mixer()) {
            case GatedLinearAttention _, ParallelHybrid _ -> true;
            case SoftmaxAttention _ -> false;
        };
    }

    /** Tokens before every text, which are rows of the layers, too. */
    public int sinkTokens() {
        return layers.sinkTokens();
    }

    /**
     * Rows of the texts in the layers, their sink tokens included.
     *
     * @param lengths tokens of each text
     */
    public List<Integer> rows(List<Integer> lengths) {
        return lengths.stream().map(length -> sinkTokens() + length).toList();
    }

    /** The matrix of the head, [vocabulary, hidden]. */
    public Weight head() {
        return switch (layers.head()) {
            case Linear.Unbiased head -> head.weight();
            case Linear.Biased _, Linear.LowRank _ ->
                throw new IllegalStateException("no layout has a head with a bias");
        };
    }

    /**
     * What the first layer sees, [{@link #rows} of all texts, hidden].
     *
     * @param tokens of all texts
     * @param lengths tokens of each text
     */
    public Tensor embed(Operators operators, int[] tokens, List<Integer> lengths) {
        Tensor text = operators.embed(layers.embedding(), tokens);
        return sinkTokens() == 0 ? text : behindSinks(operators, sinks(operators), text, lengths);
    }

    /**
     * What the first layer sees of the sink tokens, [sinks, hidden].
     *
     * @throws java.util.NoSuchElementException where there are none
     */
    public Tensor sinks(Operators operators) {
        return operators.embed(
                layers.sinks().orElseThrow(), IntStream.range(0, sinkTokens()).toArray());
    }

    /**
     * Every text behind a copy of the sinks' rows: what {@link #texts} takes apart.
     *
     * @param sinks [sinks, hidden]
     * @param texts [tokens of all texts, hidden]
     */
    public Tensor behindSinks(Operators operators, Tensor sinks, Tensor texts, List<Integer> lengths) {
        IntStream.Builder rows = IntStream.builder();
        int next = sinks.rows();
        for (int length : lengths) {
            IntStream.range(0, sinks.rows()).forEach(rows);
            IntStream.range(next, next + length).forEach(rows);
            next += length;
        }
        return operators.selectRows(
                operators.concatenate(sinks, texts), rows.build().toArray());
    }

    /**
     * The rows of the texts without their sinks, [tokens of all texts, hidden].
     *
     * @param x [{@link #rows} of all texts, hidden]
     */
    public Tensor texts(Operators operators, Tensor x, List<Integer> lengths) {
        return sinkTokens() == 0 ? x : operators.selectRows(x, textRows(lengths));
    }

    /**
     * Which of the {@link #rows} of all texts are of texts, not of sinks: those that {@link #texts} takes.
     *
     * @param lengths tokens of each text
     */
    public int[] textRows(List<Integer> lengths) {
        IntStream.Builder rows = IntStream.builder();
        int next = 0;
        for (int length : lengths) {
            next += sinkTokens();
            IntStream.range(next, next + length).forEach(rows);
            next += length;
        }
        return rows.build().toArray();
    }

    /**
     * What a layer makes of texts.
     *
     * @param x [rows of all texts, hidden]; its place may be taken by the result
     * @param rows of each text, with its sinks
     */
    public Tensor layer(int layer, Operators operators, Tensor x, List<Integer> rows) {
        Block block = layers.blocks().get(layer);
        return reading(block, rows, spans -> block.apply(operators, x, spans));
    }

    /**
     * What the mixer of a layer adds, its norm before it included.
     *
     * @param x what the layer sees, [rows of all texts, hidden]
     * @param rows of each text, with its sinks
     */
    public Tensor mixer(int layer, Operators operators, Tensor x, List<Integer> rows) {
        Block block = layers.blocks().get(layer);
        return reading(block, rows, spans -> block.mixed(operators, x, spans));
    }

    /**
     * What the feed-forward network of a layer adds, its norm before it included.
     *
     * @param x what the layer sees plus what its mixer adds, [tokens, hidden]
     */
    public Tensor feedForward(int layer, Operators operators, Tensor x) {
        return layers.blocks().get(layer).fed(operators, x);
    }

    /** What the head sees of rows of the last layer's result. */
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
