package org.spikingbrain4j.inference;

import java.time.Duration;
import java.util.List;

/**
 * What a generation produced.
 *
 * @param text without stop string and stop token
 * @param tokens every token chosen, in order, the stop token and the tokens of the stop string included. The state has
 *     read the prompt and all of these but the last: feed that one first to go on
 * @param promptTokens tokens of the prompt that are in the state, reused ones included: all, unless the reading was cancelled
 * @param reusedTokens tokens of the prompt that a {@link PrefixCache} knew, so that they were not read again
 * @param logprobs one per token where they were asked for, else empty
 * @param promptLogprobs one per token of the prompt but the first, where they were asked for, else empty
 * @param prefillTime from the call to the first logits
 * @param decodeTime from the first logits to the end
 */
public record GenerationResult(
        String text,
        int[] tokens,
        FinishReason finishReason,
        int promptTokens,
        int reusedTokens,
        List<PositionLogprobs> logprobs,
        List<PositionLogprobs> promptLogprobs,
        Duration prefillTime,
        Duration decodeTime) {
    public GenerationResult {
        logprobs = List.copyOf(logprobs);
        promptLogprobs = List.copyOf(promptLogprobs);
    }

    /** Tokens of the prompt that were read: what the {@link #prefillTime} was spent on. */
    public int readTokens() {
        return promptTokens - reusedTokens;
    }
}
