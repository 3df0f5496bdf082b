package org.spikingbrain4j.conversion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Transformers to convert. */
final class Bases {
    private static final String STORIES = "shared/models/stories260K";

    private Bases() {}

    /** No biases, an output matrix of its own. */
    static Path llama(Path folder, DataType type) {
        return RandomCheckpoint.of(CheckpointShape.TINY_LLAMA, type, 5).write(folder.resolve("llama-" + type));
    }

    /** Biases, a tied head, grouped heads. */
    static Path qwen2(Path folder, DataType type) {
        return RandomCheckpoint.of(CheckpointShape.TINY_QWEN2, type, 6).write(folder.resolve("qwen2-" + type));
    }

    /** A public Transformer; empty where the shared folder does not lie beside the project. */
    static Optional<Path> stories() {
        for (Path root = Path.of("").toAbsolutePath(); root != null; root = root.getParent()) {
            if (Files.isDirectory(root.resolve(STORIES))) {
                return Optional.of(root.resolve(STORIES));
            }
        }
        return Optional.empty();
    }

    /** Changes the text of a config, by a regular expression. */
    static void configure(Path model, String old, String with) {
        Path file = model.resolve("config.json");
        try {
            Files.writeString(file, Files.readString(file).replaceFirst(old, with));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a model's weights anew. */
    static void rewrite(Path model, UnaryOperator<List<HostTensor>> change) {
        Path file = model.resolve("model.safetensors");
        List<HostTensor> tensors;
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            tensors = change.apply(
                    checkpoint.tensorNames().stream().map(checkpoint::tensor).toList());
            SafetensorsWriter.write(file, tensors, Map.of());
        }
    }

    static ConversionLayout windows(LayerChoice layers) {
        return ConversionLayout.GlaSwa.DEFAULT.withWindows(layers);
    }

    static CalibrationTexts texts() {
        return CalibrationTexts.of(new Random(3).ints(45, 0, 300).toArray(), 45, 20);
    }

    /** Logits of all positions, [tokens, vocabulary]. */
    static float[] logits(Path model, Backend backend, int... tokens) {
        try (LanguageModel loaded = LanguageModel.load(Checkpoint.open(model), backend, ModelOptions.DEFAULT);
                SequenceState state = loaded.newState()) {
            return loaded.forward(tokens, state, LogitsWanted.ALL).values();
        }
    }
}
