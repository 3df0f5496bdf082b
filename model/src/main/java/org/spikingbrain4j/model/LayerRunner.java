package org.spikingbrain4j.model;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.ActivationException;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Tensor;

/**
 * Runs the layers of a model one at a time over whole texts, with what is between them on the host. Who opens the checkpoint anew
 * for every layer has the weights of one layer in memory, however large the model; and the operators of a layer can be
 * watched and changed on the way.
 */
public final class LayerRunner {
    private final Backend backend;
    private final LayerStack layers;

    private LayerRunner(Backend backend, LayerStack layers) {
        this.backend = backend;
        this.layers = layers;
    }

    /**
     * Composes the model, dense: nothing spikes but what a watcher makes spike. No weight is read before it is used.
     *
     * @param checkpoint stays the caller's, and open as long as this is used
     * @param backend stays the caller's
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where a tensor is missing, unknown or of another shape
     */
    public static LayerRunner load(Checkpoint checkpoint, Backend backend, ModelOptions options) {
        SpikingOptions dense = SpikingOptions.DEFAULT.withMode(SpikingMode.OFF);
        return new LayerRunner(backend, LayerStack.load(checkpoint, backend, options.withSpiking(dense)));
    }

    /** Tokens before every text, which are rows of its hidden states, too. */
    public int sinkTokens() {
        return layers.sinkTokens();
    }

    /**
     * What the first layer sees.
     *
     * @param texts each with at least one token, all within the vocabulary
     */
    public HiddenStates embed(List<int[]> texts) {
        int[] tokens = texts.stream().flatMapToInt(IntStream::of).toArray();
        try (Operators operators = backend.openPass()) {
            List<Integer> lengths = texts.stream().map(text -> text.length).toList();
            Tensor x = layers.embed(operators, tokens, lengths);
            return new HiddenStates(layers.rows(lengths), x.columns(), operators.toHost(x));
        }
    }

    /**
     * What a layer makes of texts, each read from its beginning in one pass.
     *
     * @param operators wraps the operators of the pass, to watch or change what the layer does
     * @throws ActivationException where activations cannot become spikes, if the operators spike, or choose experts; it names the text and
     *     the token in it
     */
    public HiddenStates layer(int layer, HiddenStates x, UnaryOperator<Operators> operators) {
        return run(x, operators, (pass, in) -> layers.layer(layer, pass, in, x.lengths()));
    }

    /** What the mixer of a layer adds to what the layer sees, as in {@link #layer}. */
    public HiddenStates mixer(int layer, HiddenStates x, UnaryOperator<Operators> operators) {
        return run(x, operators, (pass, in) -> layers.mixer(layer, pass, in, x.lengths()));
    }

    /**
     * What the feed-forward network of a layer adds, as in {@link #layer}.
     *
     * @param x what the layer sees plus what its mixer adds
     */
    public HiddenStates feedForward(int layer, HiddenStates x, UnaryOperator<Operators> operators) {
        return run(x, operators, (pass, in) -> layers.feedForward(layer, pass, in));
    }

    private HiddenStates run(
            HiddenStates x, UnaryOperator<Operators> operators, BiFunction<Operators, Tensor, Tensor> part) {
        try (Operators pass = operators.apply(backend.openPass())) {
            return x.with(pass.toHost(part.apply(pass, upload(pass, x))));
        } catch (ActivationException e) {
            throw e.at(x.text(e.row()), x.position(e.row()));
        }
    }

    /** What the head sees of the last layer's result: the texts without sink tokens. */
    public HiddenStates finalNorm(HiddenStates x) {
        List<Integer> lengths =
                x.lengths().stream().map(rows -> rows - layers.sinkTokens()).toList();
        try (Operators operators = backend.openPass()) {
            Tensor texts = layers.texts(operators, upload(operators, x), lengths);
            return new HiddenStates(lengths, x.size(), operators.toHost(layers.finalNorm(operators, texts)));
        }
    }

    /** Hidden states enter a pass as an embedding table of their own, of which every row is taken. */
    private Tensor upload(Operators operators, HiddenStates x) {
        HostTensor table = HostTensor.of("hidden states", Shape.of(x.tokens(), x.size()), x.values());
        return operators.embed(
                backend.load(table), IntStream.range(0, x.tokens()).toArray());
    }
}
