package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A training as its configuration file describes it.
 *
 * @param where what errors in it begin with: its file
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
        String where,
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

    /** @throws FieldException where a number is outside its range, or stages or a teacher are missing */
    public TrainingConfig {
        stages = List.copyOf(stages);
        FieldCheck.requirePositive("evaluate_every", evaluateEvery);
        FieldCheck.requirePositive("evaluate_tokens", evaluateTokens);
        FieldCheck.requirePositive("save_every", saveEvery);
        FieldCheck.require(!stages.isEmpty(), "stages", "at least one", "none");
        Optional<Stage> taught = stages.stream().filter(Stage::needsTeacher).findFirst();
        FieldCheck.require(
                taught.isEmpty() || teacher.isPresent(),
                "teacher",
                "the base model's folder, which stage %s needs"
                        .formatted(taught.map(Stage::name).orElse("")),
                "none");
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
     * @throws TrainingException where it cannot be read, or a field is missing, unknown, unsound or without effect
     * @throws org.spikingbrain4j.checkpoint.ConfigException where the config of a new model is unsound
     * @throws org.spikingbrain4j.checkpoint.UnsupportedModelException where its kind is unknown
     */
    public static TrainingConfig read(Path file) {
        return new TrainingConfigReader(file).read();
    }
}
