package org.spikingbrain4j.inference;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How the next token is chosen from the logits. The steps run in the order of the components: bias, penalties, temperature,
 * top-k, top-p, min-p, draw. The defaults leave every step out and choose the most probable token.
 *
 * @param logitBias added to the logits of some tokens, as in OpenAI's API; -100 to 100
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens in the prompt or in the generated
 *     text, as in Hugging Face's libraries (Keskar et al. 2019, CTRL); above 0, 1 is off
 * @param presencePenalty subtracted once from the logit of a token that was generated before, as in OpenAI's API; -2 to 2,
 *     0 is off
 * @param frequencyPenalty subtracted for every time a token was generated before, as in OpenAI's API; -2 to 2, 0 is off
 * @param temperature divides the logits; 0 chooses the most probable token, the lowest index where several are equal
 * @param topK keeps the k most probable tokens; 0 is off
 * @param topP keeps the most probable tokens that together reach this share of the probability left by top-k; above 0 to 1,
 *     1 is off
 * @param minP keeps tokens at least this fraction as probable as the most probable one; 0 to 1, 0 is off
 * @param seed of the random generator: the same seed, model and prompt give the same text on every platform; without one
 *     every generation differs
 */
public record SamplingOptions(
        Map<Integer, Double> logitBias,
        double repetitionPenalty,
        double presencePenalty,
        double frequencyPenalty,
        double temperature,
        int topK,
        double topP,
        double minP,
        OptionalLong seed) {
    /** The most probable token, no penalties. */
    public static final SamplingOptions DEFAULT = builder().build();

    private static final double LARGEST_PENALTY = 2;
    private static final double LARGEST_BIAS = 100;

    /**
     * @throws org.spikingbrain4j.model.InvalidInputException where a value is outside its range
     */
    public SamplingOptions {
        logitBias = Map.copyOf(logitBias);
        logitBias
                .values()
                .forEach(bias -> Range.require(Math.abs(bias) <= LARGEST_BIAS, "logitBias", "-100 to 100", bias));
        Range.require(
                repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
                "repetitionPenalty",
                "a number above 0",
                repetitionPenalty);
        Range.require(Math.abs(presencePenalty) <= LARGEST_PENALTY, "presencePenalty", "-2 to 2", presencePenalty);
        Range.require(Math.abs(frequencyPenalty) <= LARGEST_PENALTY, "frequencyPenalty", "-2 to 2", frequencyPenalty);
        Range.require(
                temperature >= 0 && Double.isFinite(temperature),
                "temperature",
                "0 (the most probable token) or more",
                temperature);
        Range.require(topK >= 0, "topK", "0 (off) or more", topK);
        Range.require(topP > 0 && topP <= 1, "topP", "above 0, at most 1 (off)", topP);
        Range.require(minP >= 0 && minP <= 1, "minP", "0 (off) to 1", minP);
    }

    public static Builder builder() {
        return new Builder();
    }

    boolean greedy() {
        return temperature == 0;
    }

    /** Collects {@link SamplingOptions}; what is not set keeps its default. */
    public static final class Builder {
        private Map<Integer, Double> logitBias = Map.of();
        private double repetitionPenalty = 1;
        private double presencePenalty;
        private double frequencyPenalty;
        private OptionalDouble temperature = OptionalDouble.empty();
        private int topK;
        private double topP = 1;
        private double minP;
        private OptionalLong seed = OptionalLong.empty();

        private Builder() {}

        public Builder logitBias(Map<Integer, Double> newLogitBias) {
            logitBias = newLogitBias;
            return this;
        }

        public Builder repetitionPenalty(double newRepetitionPenalty) {
            repetitionPenalty = newRepetitionPenalty;
            return this;
        }

        public Builder presencePenalty(double newPresencePenalty) {
            presencePenalty = newPresencePenalty;
            return this;
        }

        public Builder frequencyPenalty(double newFrequencyPenalty) {
            frequencyPenalty = newFrequencyPenalty;
            return this;
        }

        public Builder temperature(double newTemperature) {
            temperature = OptionalDouble.of(newTemperature);
            return this;
        }

        public Builder topK(int newTopK) {
            topK = newTopK;
            return this;
        }

        public Builder topP(double newTopP) {
            topP = newTopP;
            return this;
        }

        public Builder minP(double newMinP) {
            minP = newMinP;
            return this;
        }

        public Builder seed(long newSeed) {
            seed = OptionalLong.of(newSeed);
            return this;
        }

        /**
         * The options collected.
         *
         * @throws org.spikingbrain4j.model.InvalidInputException where a value is outside its range, or where top-k, top-p
         *     or min-p was set but no temperature: they cannot change which token is the most probable one
         */
        public SamplingOptions build() {
            boolean truncates = topK > 0 || topP < 1 || minP > 0;
            Range.require(
                    temperature.isPresent() || !truncates,
                    "temperature",
                    "a value beside topK, topP or minP, for example 1",
                    "none; its default 0 always chooses the most probable token");
            return new SamplingOptions(
                    logitBias,
                    repetitionPenalty,
                    presencePenalty,
                    frequencyPenalty,
                    temperature.orElse(0),
                    topK,
                    topP,
                    minP,
                    seed);
        }
    }
}
