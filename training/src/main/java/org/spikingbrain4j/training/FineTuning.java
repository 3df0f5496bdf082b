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
    /** @throws FieldException where a number is outside its range; it names the flag */
    public FineTuning {
        FieldCheck.requirePositive("--epochs", epochs);
        FieldCheck.requirePositive("--sequence-length", sequenceLength.orElse(1));
        FieldCheck.requirePositive("--sequences", sequences);
        FieldCheck.require(
                learningRate > 0 && Double.isFinite(learningRate),
                "--learning-rate",
                "a positive number",
                learningRate);
    }
}
