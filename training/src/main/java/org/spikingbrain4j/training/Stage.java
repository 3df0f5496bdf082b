package org.spikingbrain4j.training;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.spikingbrain4j.operators.SpikeRule;

/**
 * A part of a training with one objective, one length of sequences and one schedule.
 *
 * @param sequenceLength tokens of a sequence
 * @param sequences at once in memory
 * @param accumulation passes over that many sequences for one step
 * @param tokens read in all, at least those of one step; what is left after whole steps is not read
 * @param textTokens distinct tokens among them: passes beyond the first read them again; empty: all the data
 * @param weightDecay of matrices; norms and biases have none
 * @param clip largest norm of the gradients; empty: none
 * @param rates the first that matches a weight's name holds
 * @param trained weights that learn, found anywhere in a name
 * @param hiddenWeight of the match of hidden states; 0 where the objective does not distill
 * @param tokenWeight of the language-model loss beside a distillation; 0 where the objective does not distill
 * @param recompute whether layers are computed again for their gradients, which saves memory for a third more time; never where layers
 *     are aligned, which are computed one at a time anyway
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

    /** @throws FieldException where a number is outside its range, or a field has no effect */
    public Stage {
        FieldCheck.requirePositive("sequence_length", sequenceLength);
        FieldCheck.requirePositive("sequences", sequences);
        FieldCheck.requirePositive("accumulation", accumulation);
        FieldCheck.require(
                steps(tokens, sequenceLength, sequences, accumulation) >= 1,
                "tokens",
                "at least those of one step, %d × %d × %d (sequence_length × sequences × accumulation)"
                        .formatted(sequenceLength, sequences, accumulation),
                tokens);
        textTokens.ifPresent(value -> FieldCheck.requirePositive("text_tokens", value));
        FieldCheck.requireFrom0("weight_decay", weightDecay);
        FieldCheck.requireFrom0("hidden_weight", hiddenWeight);
        FieldCheck.requireFrom0("token_weight", tokenWeight);
        clip.ifPresent(value -> FieldCheck.require(value > 0, "clip", "a positive number", value));
        k.ifPresent(Stage::requireSpikes);
        if (objective != Objective.DISTILL) {
            requireUnused(hiddenWeight > 0, "hidden_weight", objective, "leave it out, or distill");
            requireUnused(tokenWeight > 0, "token_weight", objective, "leave it out, or distill");
        }
        requireUnused(recompute && objective == Objective.ALIGN, "recompute", objective, "leave it out");
        rates = List.copyOf(rates);
    }

    private static void requireSpikes(double k) {
        try {
            SpikeRule.requireSound("k", k);
        } catch (IllegalArgumentException e) {
            throw new FieldException(e.getMessage(), e);
        }
    }

    private static void requireUnused(boolean used, String field, Objective objective, String advice) {
        if (used) {
            throw new FieldException("%s: has no effect with the objective %s; %s"
                    .formatted(field, objective.name().toLowerCase(Locale.ROOT), advice));
        }
    }

    /** Steps of the optimizer; at least one. */
    public long steps() {
        return steps(tokens, sequenceLength, sequences, accumulation);
    }

    /** One division after the other: the product may not be a long. */
    private static long steps(long tokens, int sequenceLength, int sequences, int accumulation) {
        return tokens / sequenceLength / sequences / accumulation;
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
