package org.spikingbrain4j.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the tokens of one sequence: bias, repetition penalty, presence and frequency penalty, temperature, top-k, top-p, min-p,
 * draw; without temperature the largest logit after the penalties. What a grammar does not
 * allow is left out behind the penalties, so that no bias brings it back.
 */
final class Sampler {
    private final double temperature;
    private final List<LogitsTransform> transforms;
    private final List<Truncation> truncations;
    private final Candidates candidates;
    private final SplitMix64 random;

    /**
     * @param unseeded the seed where the options have none
     */
    Sampler(SamplingOptions options, int vocabularySize, long unseeded) {
        this(options, vocabularySize, unseeded, Optional.empty());
    }

    /**
     * @param unseeded the seed where the options have none
     * @param grammar what may be chosen
     */
    Sampler(SamplingOptions options, int vocabularySize, long unseeded, Optional<GrammarMask> grammar) {
        this.temperature = options.temperature();
        this.transforms = new ArrayList<>(transforms(options, vocabularySize));
        grammar.ifPresent(transforms::add);
        this.truncations = truncations(options);
        this.candidates = new Candidates(options.greedy() ? 0 : vocabularySize);
        this.random = new SplitMix64(options.seed().orElse(unseeded));
    }

    void prompt(int[] tokens) {
        for (LogitsTransform transform : transforms) {
            for (int token : tokens) {
                transform.promptToken(token);
            }
        }
    }

    /**
     * The next token.
     *
     * @param logits [vocabulary]; overwritten
     */
    int next(float[] logits) {
        transforms.forEach(transform -> transform.apply(logits));
        int token = temperature == 0 ? Argmax.of(logits) : draw(logits);
        transforms.forEach(transform -> transform.generatedToken(token));
        return token;
    }

    private int draw(float[] logits) {
        candidates.reset(logits, temperature);
        truncations.forEach(truncation -> truncation.apply(candidates));
        return candidates.draw(random.nextDouble());
    }

    private static List<LogitsTransform> transforms(SamplingOptions options, int vocabularySize) {
        List<LogitsTransform> transforms = new ArrayList<>();
        if (!options.logitBias().isEmpty()) {
            transforms.add(new LogitBias(options.logitBias(), vocabularySize));
        }
        if (options.repetitionPenalty() != 1) {
            transforms.add(new RepetitionPenalty(options.repetitionPenalty(), vocabularySize));
        }
        if (options.presencePenalty() != 0 || options.frequencyPenalty() != 0) {
            transforms.add(
                    new OccurrencePenalty(options.presencePenalty(), options.frequencyPenalty(), vocabularySize));
        }
        return List.copyOf(transforms);
    }

    private static List<Truncation> truncations(SamplingOptions options) {
        List<Truncation> truncations = new ArrayList<>();
        if (options.topK() > 0) {
            truncations.add(new Truncation.TopK(options.topK()));
        }
        if (options.topP() < 1) {
            truncations.add(new Truncation.TopP(options.topP()));
        }
        if (options.minP() > 0) {
            truncations.add(new Truncation.MinP(options.minP()));
        }
        return List.copyOf(truncations);
    }
}
