package org.spikingbrain4j.training;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A part of a training with one objective, one length of sequences and one schedule.
 *
 * @param sequenceLength tokens of a sequence
 * @param sequences at once in memory
 * @param accumulation passes over that many sequences for one step
 * @param tokens read in all
 * @param textTokens distinct tokens among them: passes beyond the first read them again; empty: all the data
 * @param weightDecay of matrices; norms and biases have none
 * @param clip largest norm of the gradients; empty: none
 * @param rates the first that matches a weight's name holds
 * @param trained weights that learn, found anywhere in a name
 * @param hiddenWeight of the match of hidden states, where the objective has one
 * @param tokenWeight of the language-model loss beside a distillation
 * @param recompute whether layers are computed again for their gradients, which saves memory for a third more time
 * @param k spikes of a channel in spiking-aware training; empty: dense
 */
public record Stage(
        String name,
        Objective objective,
        int sequenceLength,
        int sequences,
        int accumulation,
        long tokens,
        OptionalLong textTokens,
        LearningRate learningRate,
        double weightDecay,
        OptionalDouble clip,
        List<RateFactor> rates,
        Pattern trained,
        double hiddenWeight,
        double tokenWeight,
        boolean recompute,
        OptionalDouble k) {

    /** What is made small. */
    public enum Objective {
        /** Cross-entropy of the next token. */
        LANGUAGE_MODEL,
        /** What each linear-attention layer adds, beside the teacher's layer, fed the teacher's own input; all layers at once. */
        ALIGN,
        /** Divergence from the teacher's next-token distribution, and distance from its hidden states. */
        DISTILL
    }

    public Stage {
        requirePositive(name, "sequence_length", sequenceLength);
        requirePositive(name, "sequences", sequences);
        requirePositive(name, "accumulation", accumulation);
        requirePositive(name, "tokens", tokens);
        textTokens.ifPresent(value -> requirePositive(name, "text_tokens", value));
        requireFrom0(name, "weight_decay", weightDecay);
        requireFrom0(name, "hidden_weight", hiddenWeight);
        requireFrom0(name, "token_weight", tokenWeight);
        if (clip.isPresent() && !(clip.getAsDouble() > 0)) {
            throw new TrainingException(
                    "stage %s: clip: expected a positive number, found %s".formatted(name, clip.getAsDouble()));
        }
        rates = List.copyOf(rates);
    }

    private static void requirePositive(String stage, String field, long value) {
        if (value < 1) {
            throw new TrainingException("stage %s: %s: expected at least 1, found %d".formatted(stage, field, value));
        }
    }

    private static void requireFrom0(String stage, String field, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new TrainingException(
                    "stage %s: %s: expected a number from 0 on, found %s".formatted(stage, field, value));
        }
    }

    /** Tokens of one step of the optimizer. */
    public long tokensPerStep() {
        return (long) sequenceLength * sequences * accumulation;
    }

    /** Steps of the optimizer; at least one. */
    public long steps() {
        return Math.max(1, tokens / tokensPerStep());
    }

    /** Whether a teacher is needed. */
    public boolean needsTeacher() {
        return objective != Objective.LANGUAGE_MODEL;
    }

    /** The learning rate of a weight as a share of the stage's. */
    public double rateFactor(String weight) {
        return rates.stream()
                .filter(rate -> rate.names().matcher(weight).find())
                .mapToDouble(RateFactor::factor)
                .findFirst()
                .orElse(1);
    }
}
