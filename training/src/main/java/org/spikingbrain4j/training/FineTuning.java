package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A training on conversations.
 *
 * @param model with float weights and a chat template
 * @param data conversations, a line of JSON each
 * @param valid conversations to measure on about once a pass over the data
 * @param epochs passes over the data
 * @param learningRate the largest; it rises over a tenth of the steps and falls along a cosine
 * @param sequenceLength most tokens of a conversation; empty: 512, or what a full-attention model was trained for
 * @param sequences conversations of a step
 * @param k spikes of a channel in spiking-aware training; empty: dense
 * @param seed of the order of the conversations
 */
public record FineTuning(
        Path model,
        Path data,
        Optional<Path> valid,
        int epochs,
        double learningRate,
        OptionalInt sequenceLength,
        int sequences,
        OptionalDouble k,
        long seed) {
    /** @throws TrainingException where a number is outside its range */
    public FineTuning {
        requirePositive("--epochs", epochs);
        requirePositive("--sequence-length", sequenceLength.orElse(1));
        requirePositive("--sequences", sequences);
        if (!(learningRate > 0 && Double.isFinite(learningRate))) {
            throw new TrainingException(
                    "--learning-rate: expected a positive number, found %s".formatted(learningRate));
        }
    }

    private static void requirePositive(String flag, int value) {
        if (value < 1) {
            throw new TrainingException("%s: expected at least 1, found %d".formatted(flag, value));
        }
    }
}
