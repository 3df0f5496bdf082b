package org.spikingbrain4j.inference;

import org.spikingbrain4j.model.PrefillListener;

/** The model's side of a generation: one sequence that reads a prompt, then token after token. */
interface NextLogits {
    /**
     * Reads the prompt, as far as it is not known; called once, first.
     *
     * @param listener follows the tokens that are read
     * @return the logits of the token after the prompt, [vocabulary]; the caller may overwrite them
     */
    float[] readPrompt(int[] prompt, PrefillListener listener);

    /**
     * Reads the whole prompt, whatever is known, and tells the log-probabilities of its tokens; called once, first.
     *
     * @param listener follows the tokens that are read
     * @return the logits of the token after the prompt, [vocabulary]; the caller may overwrite them
     */
    float[] readPrompt(int[] prompt, PrefillListener listener, PromptLogprobs logprobs);

    /**
     * Reads a token.
     *
     * @return the logits of the token after it, [vocabulary]; the caller may overwrite them
     */
    float[] read(int token);

    /** How many tokens of the prompt were known and not read again. */
    int reusedTokens();
}
