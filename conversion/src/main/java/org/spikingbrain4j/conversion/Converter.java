package org.spikingbrain4j.conversion;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.ModelConfigWriter;
import org.spikingbrain4j.checkpoint.OutputFolder;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.model.LayerRunner;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;

/**
 * Makes a SpikingBrain checkpoint ({@code gla_swa} or {@code gla_swa_moe}) of a Transformer ({@code llama}, {@code qwen2}) by copying its
 * weights and adding what is new (technical report, section 3). The result runs at once, and badly: it is to be trained. Written tensor by
 * tensor, so that memory does not grow with the model.
 */
public final class Converter {
    private final Path base;
    private final ConversionOptions options;
    private final Optional<CalibrationTexts> texts;
    private final Backend backend;
    private final ConversionListener listener;

    /**
     * @param base a folder in the Hugging Face layout
     * @param texts on which the base's attention is measured, for the norms after what takes its place, and experts are compared with the
     *     networks that they are copies of; empty: the norms are 1, and nothing is compared
     * @param backend runs the base on the texts; stays the caller's
     */
    public Converter(
            Path base,
            ConversionOptions options,
            Optional<CalibrationTexts> texts,
            Backend backend,
            ConversionListener listener) {
        this.base = base;
        this.options = options;
        this.texts = texts;
        this.backend = backend;
        this.listener = listener;
    }

    /**
     * Writes the new model: weights in one file, config, tokenizer and generation config. Where anything fails, nothing is
     * left of it. The same base, options and texts on the same back end give the same bytes.
     *
     * @param target folder of the new model
     * @param replace whether a model in its place is replaced
     * @throws ConversionException where the base has what the layout has no place for, or the options do not fit it
     * @throws org.spikingbrain4j.operators.SpikingBrainException where the base is unsound or the target cannot be written
     */
    public ConversionReport write(Path target, boolean replace) {
        long start = System.nanoTime();
        ModelConfig config = requireConvertible();
        try (OutputFolder folder = OutputFolder.forModel(base, target, replace);
                Checkpoint checkpoint = Checkpoint.open(base)) {
            List<ConvertedLayer> layers = layers(config);
            TensorPlan plan = ConversionPlan.of(checkpoint, config, options.weightType(), layers);
            writeWeights(plan, folder.path().resolve("model.safetensors"));
            ModelConfigWriter.write(config, plan.modelType(), folder.path());
            folder.copyCompanions(base);
            List<UpcycledLayer> upcycled = compare(config, folder.path());
            Optional<Path> oldModel = folder.finish();
            return new ConversionReport(
                    config,
                    layers,
                    upcycled,
                    plan.origins(),
                    checkpoint.bytes(),
                    plan.bytes(),
                    oldModel,
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Before anything is written. */
    private ModelConfig requireConvertible() {
        try (Checkpoint checkpoint = Checkpoint.open(base)) {
            TransformerConfig found = ConvertibleBase.require(checkpoint, options.layout());
            ModelConfig config = ConvertedConfig.of(found, options);
            // Refuses bases with tensors that are missing, unknown or of another shape.
            LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT);
            return config;
        }
    }

    private List<ConvertedLayer> layers(ModelConfig config) {
        ConvertedLayers layers =
                new ConvertedLayers(base, options.layout(), config.layers(), options.windowOf(config.maxPositions()));
        int measured = layers.measured();
        return layers.beginning(texts.map(found -> new AttentionSizes(base, backend, listener).measure(measured, found))
                .orElseGet(() -> Collections.nCopies(measured, AttentionSizes.Size.ONE)));
    }

    private List<UpcycledLayer> compare(ModelConfig config, Path made) {
        return switch (config) {
            case GlaSwaMoeConfig mixture ->
                texts.map(found -> new UpcyclingCheck(base, made, backend, listener).compare(mixture, found))
                        .orElseGet(List::of);
            case GlaSwaConfig _, TransformerConfig _ -> List.of();
        };
    }

    /** The base is mapped anew for every batch: pages of it that were read do not pile up. */
    private void writeWeights(TensorPlan plan, Path file) {
        List<SafetensorsWriter.Entry> entries =
                plan.tensors().stream().map(PlannedTensor::entry).toList();
        int written = 0;
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, entries, Map.of("format", "pt"))) {
            for (List<PlannedTensor> batch : plan.batches()) {
                try (Checkpoint checkpoint = Checkpoint.open(base)) {
                    TensorFiller filler = new TensorFiller(checkpoint, writer, options.seed());
                    for (PlannedTensor tensor : batch) {
                        filler.write(tensor);
                        listener.tensorsWritten(++written, entries.size());
                    }
                }
            }
            writer.finish();
        }
    }
}
