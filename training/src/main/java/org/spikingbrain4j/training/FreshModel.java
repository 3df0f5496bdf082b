package org.spikingbrain4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.OutputFolder;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/**
 * A Transformer with new weights: matrices normal with a standard deviation of 0.02, those that write into the residual stream smaller by
 * the root of twice the layers (Radford et al. 2019), norms 1, biases 0.
 */
final class FreshModel {
    private static final double DEVIATION = 0.02;
    private static final String TOKENIZER = "tokenizer.json";

    private final TransformerConfig config;
    private final SplittableRandom random;
    private final List<HostTensor> tensors = new ArrayList<>();

    private FreshModel(TransformerConfig config, long seed) {
        this.config = config;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Writes its folder.
     *
     * @param config the text of {@code config.json}
     * @param tokenizer a folder with a tokenizer, which is copied
     */
    static void write(String config, Path tokenizer, long seed, Path target) {
        if (!Files.isRegularFile(tokenizer.resolve(TOKENIZER))) {
            throw new TrainingException(
                    "%s: no tokenizer: it has no %s; make one with 'train-tokenizer'".formatted(tokenizer, TOKENIZER));
        }
        try (OutputFolder folder = OutputFolder.create(target, true, "config.json")) {
            Files.writeString(folder.path().resolve("config.json"), config + "\n");
            FreshModel model = new FreshModel(config("model.config", config), seed);
            Path weights = folder.path().resolve("model.safetensors");
            SafetensorsWriter.write(weights, model.tensors(), Map.of("format", "pt"));
            folder.copyCompanions(tokenizer);
            folder.finish();
        } catch (IOException e) {
            throw new TrainingException("%s: cannot be written: %s".formatted(target, e.getMessage()), e);
        }
    }

    /**
     * @param where what errors in it begin with
     * @param text of {@code config.json}
     * @throws org.spikingbrain4j.checkpoint.ConfigException where a field is unsound
     * @throws org.spikingbrain4j.checkpoint.UnsupportedModelException where the model_type is unknown
     * @throws TrainingException where no new model can be of that kind
     */
    static TransformerConfig config(String where, String text) {
        ModelConfig config = Checkpoint.config(where, text);
        if (config.quantization().isPresent()) {
            throw new TrainingException(
                    "%s: field quantization_config: a new model has floats; leave it out".formatted(where));
        }
        if (config instanceof TransformerConfig transformer) {
            return transformer;
        }
        throw new TrainingException(
                "%s: field model_type: %s does not begin with new weights; train a llama or qwen2 model and convert it"
                        .formatted(where, config.modelType()));
    }

    private List<HostTensor> tensors() {
        int hidden = config.hiddenSize();
        matrix("model.embed_tokens", config.vocabularySize(), hidden, DEVIATION);
        for (int layer = 0; layer < config.layers(); layer++) {
            layer("model.layers." + layer);
        }
        norm("model.norm");
        if (!config.tiedEmbeddings()) {
            matrix("lm_head", config.vocabularySize(), hidden, DEVIATION);
        }
        return tensors;
    }

    private void layer(String name) {
        int hidden = config.hiddenSize();
        int inner = config.intermediateSize();
        int queries = config.heads().queryColumns();
        int keys = config.heads().kvColumns();
        double output = DEVIATION / Math.sqrt(2.0 * config.layers());
        norm(name + ".input_layernorm");
        linear(name + ".self_attn.q_proj", queries, hidden, DEVIATION, config.attentionBias());
        linear(name + ".self_attn.k_proj", keys, hidden, DEVIATION, config.attentionBias());
        linear(name + ".self_attn.v_proj", keys, hidden, DEVIATION, config.attentionBias());
        linear(name + ".self_attn.o_proj", hidden, queries, output, config.outputBias());
        norm(name + ".post_attention_layernorm");
        linear(name + ".mlp.gate_proj", inner, hidden, DEVIATION, config.mlpBias());
        linear(name + ".mlp.up_proj", inner, hidden, DEVIATION, config.mlpBias());
        linear(name + ".mlp.down_proj", hidden, inner, output, config.mlpBias());
    }

    private void linear(String name, int out, int in, double deviation, boolean bias) {
        matrix(name, out, in, deviation);
        if (bias) {
            tensors.add(HostTensor.of(name + ".bias", Shape.of(out), new float[out]));
        }
    }

    private void matrix(String name, int out, int in, double deviation) {
        float[] values = new float[Math.multiplyExact(out, in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        tensors.add(HostTensor.of(name + ".weight", Shape.of(out, in), values));
    }

    private void norm(String name) {
        float[] ones = new float[config.hiddenSize()];
        java.util.Arrays.fill(ones, 1);
        tensors.add(HostTensor.of(name + ".weight", Shape.of(ones.length), ones));
    }
}
