package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A training as its configuration file describes it.
 *
 * @param start the model that learns
 * @param train tokens to learn from ({@code tokenize})
 * @param valid tokens to measure on, which are never learned
 * @param teacher the model that stages with a teacher learn from
 * @param seed of new weights and of the order of the data
 * @param evaluateEvery steps between measurements
 * @param evaluateTokens tokens of a measurement
 * @param saveEvery steps between checkpoints
 * @param text the file's own text, which a resumed training must have too
 */
public record TrainingConfig(
        ModelStart start,
        Path train,
        Path valid,
        Optional<Path> teacher,
        long seed,
        long evaluateEvery,
        long evaluateTokens,
        long saveEvery,
        List<Stage> stages,
        String text) {

    /** The model that learns. */
    public sealed interface ModelStart {
        /**
         * One with new random weights.
         *
         * @param config the text of its {@code config.json}
         * @param tokenizer folder of its tokenizer
         */
        record Fresh(String config, Path tokenizer) implements ModelStart {}

        /** One that is there. */
        record Folder(Path directory) implements ModelStart {}
    }

    public TrainingConfig {
        stages = List.copyOf(stages);
        requirePositive("evaluate_every", evaluateEvery);
        requirePositive("evaluate_tokens", evaluateTokens);
        requirePositive("save_every", saveEvery);
        if (stages.isEmpty()) {
            throw new TrainingException("stages: expected at least one");
        }
        Optional<Stage> taught = stages.stream().filter(Stage::needsTeacher).findFirst();
        if (taught.isPresent() && teacher.isEmpty()) {
            throw new TrainingException("stage %s: needs a teacher; add the field teacher, the base model's folder"
                    .formatted(taught.get().name()));
        }
    }

    private static void requirePositive(String field, long value) {
        if (value < 1) {
            throw new TrainingException("%s: expected at least 1, found %d".formatted(field, value));
        }
    }

    /** Files and folders that the training reads. */
    List<Path> read() {
        Path model = switch (start) {
            case ModelStart.Folder given -> given.directory();
            case ModelStart.Fresh fresh -> fresh.tokenizer();
        };
        return Stream.concat(Stream.of(model, train, valid), teacher.stream()).toList();
    }

    /**
     * Reads a file; paths in it are relative to its folder.
     *
     * @throws TrainingException where it cannot be read, or a field is missing, unknown or unsound
     */
    public static TrainingConfig read(Path file) {
        return new TrainingConfigReader(file).read();
    }
}
