package org.spikingbrain4j.server;

import java.util.List;
import java.util.OptionalInt;
import org.spikingbrain4j.tokenizer.Pace;

/**
 * A request for completions.
 *
 * @param echo whether each answer begins with its prompt
 * @param logprobs how many of the most probable tokens are wanted at every place, beside the one that stands there; empty: none and no
 *     log-probabilities
 */
record CompletionRequest(List<Prompt> prompts, boolean echo, OptionalInt logprobs, GenerationFields generation) {
    private static final int DEFAULT_MAX_TOKENS = 16;

    /**
     * @param pace encodes prompts
     * @throws ApiException where a field is unknown, not supported or not as it must be
     */
    static CompletionRequest read(Fields fields, ServedModel model, Pace pace) {
        model.check(fields);
        GenerationFields generation = GenerationFields.read(fields, DEFAULT_MAX_TOKENS, model);
        fields.refuse("suffix");
        fields.allow("best_of", 1, generation.choices());
        boolean echo = fields.flag("echo", false);
        OptionalInt logprobs = fields.integer("logprobs", 0, GenerationFields.MOST_LOGPROBS);
        List<Prompt> prompts = Prompt.read(fields, "prompt", model, pace);
        fields.finish();
        if ((long) prompts.size() * generation.choices() > model.limits().choices()) {
            throw fields.invalid(
                    "n",
                    "at most %d answers to all prompts".formatted(model.limits().choices()),
                    (long) prompts.size() * generation.choices());
        }
        if (generation.stream() && echo && logprobs.isPresent()) {
            throw ApiException.field(
                    "stream",
                    "unsupported_value",
                    "stream: echo with logprobs is not streamed by this server; leave one of the three out.");
        }
        return new CompletionRequest(prompts, echo, logprobs, generation);
    }

    /** Answers to all prompts together. */
    int answers() {
        return prompts.size() * generation.choices();
    }

    /** Whether the log-probabilities of prompts are wanted. */
    boolean promptLogprobs() {
        return echo && logprobs.isPresent();
    }
}
