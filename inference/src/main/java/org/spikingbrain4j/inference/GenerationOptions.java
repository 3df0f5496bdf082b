package org.spikingbrain4j.inference;

import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.grammar.TokenMasks;

/**
 * When a generation ends, how tokens are chosen and what is reported.
 *
 * @param maxTokens most tokens to generate, the stop token included; 0 only reads the prompt
 * @param sampling how tokens are chosen
 * @param stop the text ends before the first of these strings, also where several tokens make one up
 * @param logprobs how many of the most probable tokens are reported for every position; 0 reports no log-probabilities
 * @param promptLogprobs whether the same is reported for the tokens of the prompt, and their own log-probabilities also where
 *     {@code logprobs} is 0; all of it is read then, whatever a {@link PrefixCache} knows
 * @param ignoreEos go on after stop tokens; stop strings still count
 * @param grammar what the text must be: other tokens are not chosen, stop tokens only where it is whole, and where nothing can follow
 *     the generation ends
 */
public record GenerationOptions(
        int maxTokens,
        SamplingOptions sampling,
        List<String> stop,
        int logprobs,
        boolean promptLogprobs,
        boolean ignoreEos,
        Optional<TokenMasks> grammar) {
    /** At most 256 tokens, the most probable one at every position. */
    public static final GenerationOptions DEFAULT = builder().build();

    /**
     * @throws org.spikingbrain4j.model.InvalidInputException where a value is outside its range
     */
    public GenerationOptions {
        Range.require(maxTokens >= 0, "maxTokens", "0 or more", maxTokens);
        Range.require(logprobs >= 0, "logprobs", "0 (none) or more", logprobs);
        Range.require(
                !ignoreEos || grammar.isEmpty(),
                "ignoreEos",
                "off beside a grammar, which says where a text can end",
                "on; leave one of them out");
        stop = List.copyOf(stop);
        Range.require(
                stop.stream().noneMatch(String::isEmpty), "stop", "strings of at least one character", "an empty one");
    }

    GenerationOptions withGrammar(TokenMasks newGrammar) {
        return new GenerationOptions(
                maxTokens, sampling, stop, logprobs, promptLogprobs, ignoreEos, Optional.of(newGrammar));
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects {@link GenerationOptions}; what is not set keeps its default. */
    public static final class Builder {
        private int maxTokens = 256;
        private SamplingOptions sampling = SamplingOptions.DEFAULT;
        private List<String> stop = List.of();
        private int logprobs;
        private boolean promptLogprobs;
        private boolean ignoreEos;
        private Optional<TokenMasks> grammar = Optional.empty();

        private Builder() {}

        public Builder maxTokens(int newMaxTokens) {
            maxTokens = newMaxTokens;
            return this;
        }

        public Builder sampling(SamplingOptions newSampling) {
            sampling = newSampling;
            return this;
        }

        public Builder stop(List<String> newStop) {
            stop = newStop;
            return this;
        }

        public Builder logprobs(int newLogprobs) {
            logprobs = newLogprobs;
            return this;
        }

        public Builder promptLogprobs(boolean newPromptLogprobs) {
            promptLogprobs = newPromptLogprobs;
            return this;
        }

        public Builder ignoreEos(boolean newIgnoreEos) {
            ignoreEos = newIgnoreEos;
            return this;
        }

        public Builder grammar(TokenMasks newGrammar) {
            grammar = Optional.of(newGrammar);
            return this;
        }

        /**
         * The options collected.
         *
         * @throws org.spikingbrain4j.model.InvalidInputException where a value is outside its range
         */
        public GenerationOptions build() {
            return new GenerationOptions(maxTokens, sampling, stop, logprobs, promptLogprobs, ignoreEos, grammar);
        }
    }
}
