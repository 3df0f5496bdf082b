package org.spikingbrain4j.inference;

import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.PrefillListener;
import org.spikingbrain4j.model.SequenceState;

/**
 * A sequence that goes on from a state and reads all it is given.
 *
 * @param state the caller's; advanced
 */
record StateSequence(LanguageModel model, SequenceReader reader, SequenceState state) implements NextLogits {
    @Override
    public float[] readPrompt(int[] prompt, PrefillListener listener) {
        return reader.forward(prompt, state, LogitsWanted.LAST, listener).values();
    }

    @Override
    public float[] readPrompt(int[] prompt, PrefillListener listener, PromptLogprobs logprobs) {
        model.requireValid(prompt, state);
        return logprobs.read(model, reader, state, 0, prompt.length, listener);
    }

    @Override
    public float[] read(int token) {
        return reader.forward(new int[] {token}, state, LogitsWanted.LAST, PrefillListener.NONE)
                .values();
    }

    @Override
    public int reusedTokens() {
        return 0;
    }
}
