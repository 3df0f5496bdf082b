package org.spikingbrain4j.quantization;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.Int8Quantization;
import org.spikingbrain4j.checkpoint.OutputFolder;
import org.spikingbrain4j.checkpoint.QuantizedConfig;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.model.LayerRunner;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Int8Matrix;

/**
 * Makes a spiking INT8 checkpoint ({@link Int8Quantization}) of one of floats, or of the official W8ASpike release, whose own
 * scales stay. Layer by layer: the checkpoint is mapped anew for each, so that memory holds one layer, its integers, and the calibration texts'
 * activations, however large the model.
 */
public final class Quantizer {
    private final Path model;
    private final QuantizationOptions options;
    private final Optional<CalibrationTexts> calibration;
    private final Backend backend;
    private final QuantizationListener listener;

    /**
     * @param model a folder in the Hugging Face layout
     * @param calibration texts to choose scales and spikes on; empty: scales that clip nothing
     * @param backend stays the caller's
     * @throws QuantizationException where k is to be chosen by an error, and there is no text to measure it on
     */
    public Quantizer(
            Path model,
            QuantizationOptions options,
            Optional<CalibrationTexts> calibration,
            Backend backend,
            QuantizationListener listener) {
        if (calibration.isEmpty() && !(options.k() instanceof SpikesPerChannel.Fixed)) {
            throw new QuantizationException("error budget: errors are measured on texts; give one for calibration");
        }
        this.model = model;
        this.options = options;
        this.calibration = calibration;
        this.backend = backend;
        this.listener = listener;
    }

    /**
     * Writes the new model. Where anything fails, nothing is left of it.
     *
     * @param target folder of the new model
     * @param replace whether a model in its place is replaced
     * @throws org.spikingbrain4j.operators.SpikingBrainException where the model is unsound, quantised already or does not
     *     fit the group size, a weight is not finite, or the target cannot be written
     */
    public QuantizationReport write(Path target, boolean replace) {
        Run run = prepare();
        try (OutputFolder folder = OutputFolder.forModel(model, target, replace)) {
            return run.write(folder);
        }
    }

    private Run prepare() {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            return new Run(checkpoint);
        }
    }

    /** One quantisation. */
    private final class Run {
        private final long start = System.nanoTime();
        private final QuantizationPlan plan;
        private final List<SafetensorsWriter.Entry> entries;
        private final long bytesBefore;
        private final int total;
        private final LayerQuantizer quantizer;
        private int done;
        private long tooSmallScales;

        Run(Checkpoint checkpoint) {
            this.plan = QuantizationPlan.of(checkpoint, options);
            this.entries = plan.entries();
            this.bytesBefore = checkpoint.bytes();
            this.total = (int) plan.linears().count();
            this.quantizer = quantizer(checkpoint);
        }

        private LayerQuantizer quantizer(Checkpoint checkpoint) {
            // Refuses unsound models before anything is written.
            LayerRunner runner = LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT);
            if (calibration.isEmpty() && options.k() instanceof SpikesPerChannel.Fixed fixed) {
                return new UncalibratedLayers(fixed.k(), this::linearDone);
            }
            List<int[]> texts = calibration.orElseThrow().texts();
            return new CalibratedLayers(backend, runner.embed(texts), options.k(), this::linearDone);
        }

        private void linearDone() {
            listener.linearsDone(++done, total);
        }

        QuantizationReport write(OutputFolder folder) {
            List<QuantizationReport.Layer> layers = new ArrayList<>();
            Optional<QuantizationReport.Part> head;
            Path file = folder.path().resolve("model.safetensors");
            try (SafetensorsWriter writer = SafetensorsWriter.create(file, entries, Map.of("format", "pt"))) {
                for (int layer = 0; layer < plan.layers().size(); layer++) {
                    layers.add(layer(layer, writer));
                }
                head = plan.head().map(linear -> head(linear, writer));
                copyKept(writer);
                writer.finish();
            }
            List<Double> k = layers.stream().map(QuantizationReport.Layer::k).toList();
            QuantizedConfig.write(model, folder.path(), new Int8Quantization(options.groupSize(), k));
            folder.copyCompanions(model);
            Optional<Path> oldModel = folder.finish();
            long bytesAfter =
                    entries.stream().mapToLong(SafetensorsWriter.Entry::bytes).sum();
            return new QuantizationReport(
                    layers, head, bytesBefore, bytesAfter, tooSmallScales, oldModel, since(start));
        }

        private QuantizationReport.Layer layer(int index, SafetensorsWriter writer) {
            long layerStart = System.nanoTime();
            List<QuantizedLinear> linears = plan.layers().get(index);
            try (Checkpoint checkpoint = Checkpoint.open(model);
                    Arena arena = Arena.ofShared()) {
                LayerQuantizer.Quantized quantized = quantizer.layer(index, linears, checkpoint, arena);
                linears.forEach(
                        linear -> append(writer, linear, quantized.integers().get(linear.name())));
                return new QuantizationReport.Layer(
                        index, quantized.k(), quantized.measured(), part(linears, checkpoint, arena, layerStart));
            }
        }

        private QuantizationReport.Part head(QuantizedLinear linear, SafetensorsWriter writer) {
            long headStart = System.nanoTime();
            try (Checkpoint checkpoint = Checkpoint.open(model);
                    Arena arena = Arena.ofShared()) {
                append(writer, linear, quantizer.head(linear, checkpoint, arena));
                return part(List.of(linear), checkpoint, arena, headStart);
            }
        }

        private QuantizationReport.Part part(
                List<QuantizedLinear> linears, Checkpoint checkpoint, Arena arena, long partStart) {
            LinearRounding rounding = new LinearRounding(checkpoint, arena);
            long before = 0;
            for (QuantizedLinear linear : linears) {
                before += checkpoint.tensor(linear.weight()).data().byteSize();
                tooSmallScales += rounding.tooSmallScales(linear);
            }
            long after = linears.stream().mapToLong(QuantizedLinear::bytes).sum();
            return new QuantizationReport.Part(before, after, since(partStart));
        }

        private static void append(SafetensorsWriter writer, QuantizedLinear linear, Int8Matrix integers) {
            writer.append(linear.codes(), integers.codes().data());
            writer.append(linear.scales(), integers.scales().data());
        }

        private void copyKept(SafetensorsWriter writer) {
            try (Checkpoint checkpoint = Checkpoint.open(model)) {
                plan.kept().forEach(tensor -> tensor.append(checkpoint, writer));
            }
        }

        private static Duration since(long nanoTime) {
            return Duration.ofNanos(System.nanoTime() - nanoTime);
        }
    }
}
