package org.spikingbrain4j.model;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Weight;

/** The parts that layers of all layouts share: each linear with the input it is fed. */
final class LayerLoader {
    private final WeightLoader weights;
    private final ModelConfig config;
    private final Optional<Spiking> spiking;

    /**
     * @param spiking empty where nothing spikes
     */
    LayerLoader(WeightLoader weights, ModelConfig config, Optional<Spiking> spiking) {
        this.weights = weights;
        this.config = config;
        this.spiking = spiking;
    }

    ModelConfig config() {
        return config;
    }

    WeightLoader weights() {
        return weights;
    }

    /**
     * A checkpoint of SpikingBrain, of either kind: what is around its layers has the same names.
     *
     * @param block a layer, by its number
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where a tensor is missing, unknown or of another shape
     */
    Layers spikingBrain(Optional<Weight> sinks, IntFunction<Block> block) {
        int hidden = config.hiddenSize();
        int vocabulary = config.vocabularySize();
        Layers layers = new Layers(
                weights.weight("model.embeddings.weight", vocabulary, hidden),
                sinks,
                IntStream.range(0, config.layers()).mapToObj(block).toList(),
                hiddenNorm("model.norm"),
                weights.linear("lm_head", hidden, vocabulary, false, Activation.DENSE));
        weights.requireAllTaken(_ -> false);
        return layers;
    }

    RmsNorm hiddenNorm(String name) {
        return weights.norm(name, config.hiddenSize(), config.normEpsilon());
    }

    /** The activations of that name in that layer, on their way into linears. */
    Activation activation(String name, int layer) {
        return spiking.<Activation>map(
                        found -> new Activation.Spikes(name, found.k().get(layer), found.mode()))
                .orElse(Activation.DENSE);
    }

    /** A linear whose input spikes under its own name. */
    Projection projection(String name, int layer, int in, int out, boolean bias) {
        Activation input = activation(name, layer);
        return new Projection(input, weights.linear(name, in, out, bias, input));
    }

    SwiGlu feedForward(String name, int layer, boolean bias) {
        int hidden = config.hiddenSize();
        int intermediate = config.intermediateSize();
        Activation input = activation(name, layer);
        return new SwiGlu(
                input,
                weights.linear(name + ".gate_proj", hidden, intermediate, bias, input),
                weights.linear(name + ".up_proj", hidden, intermediate, bias, input),
                down(name + ".down_proj", layer, bias));
    }

    private Projection down(String name, int layer, boolean bias) {
        int in = config.intermediateSize();
        int out = config.hiddenSize();
        if (spiking.filter(found -> found.mlp() == MlpSpiking.OFFICIAL).isPresent()) {
            return new Projection(Activation.DENSE, weights.linear(name, in, out, bias, Activation.DENSE));
        }
        return projection(name, layer, in, out, bias);
    }

    SoftmaxAttention softmaxAttention(String name, int layer, boolean bias, boolean outputBias, OptionalInt window) {
        return softmaxAttention(name, layer, bias, outputBias, window, 0);
    }

    /** @param pinned tokens before every text that all later ones see */
    SoftmaxAttention softmaxAttention(
            String name, int layer, boolean bias, boolean outputBias, OptionalInt window, int pinned) {
        AttentionHeads heads = config.heads();
        int hidden = config.hiddenSize();
        Activation input = activation(name, layer);
        return new SoftmaxAttention(
                heads,
                input,
                weights.linear(name + ".q_proj", hidden, heads.queryColumns(), bias, input),
                weights.linear(name + ".k_proj", hidden, heads.kvColumns(), bias, input),
                weights.linear(name + ".v_proj", hidden, heads.kvColumns(), bias, input),
                activation(name + ".query", layer),
                spiking.map(Spiking::keyValuePrecision).orElse(KeyValuePrecision.EXACT),
                config.rotary(),
                window,
                pinned,
                projection(name + ".o_proj", layer, heads.queryColumns(), hidden, outputBias));
    }

    /** @param gate from what query, key and value are fed */
    GatedLinearAttention linearAttention(String name, int layer, FeatureMap features, Function<Activation, Gate> gate) {
        AttentionHeads heads = config.heads();
        int hidden = config.hiddenSize();
        Activation input = activation(name, layer);
        return new GatedLinearAttention(
                heads,
                input,
                weights.linear(name + ".q_proj", hidden, heads.queryColumns(), true, input),
                weights.linear(name + ".k_proj", hidden, heads.kvColumns(), true, input),
                weights.linear(name + ".v_proj", hidden, heads.kvColumns(), true, input),
                features,
                gate.apply(input),
                weights.norm(name + ".g_norm", heads.headDim(), config.normEpsilon()),
                projection(name + ".o_proj", layer, heads.queryColumns(), hidden, false));
    }
}
