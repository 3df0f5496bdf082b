package org.spikingbrain4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.Logits;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.PrefillListener;
import org.spikingbrain4j.model.SequenceState;

/** Finds the log-probabilities of the tokens of a prompt, piece by piece: the logits of a long one would not fit into memory. */
final class PromptLogprobs {
    private static final int MOST_LOGITS = 1 << 24; // 64 MB

    private final int[] prompt;
    private final int count;
    private final List<PositionLogprobs> found = new ArrayList<>();

    /** @param count most probable tokens for every position, perhaps 0 */
    PromptLogprobs(int[] prompt, int count) {
        this.prompt = prompt;
        this.count = count;
    }

    /** One per token that was read but the first of the prompt; grows. */
    List<PositionLogprobs> found() {
        return Collections.unmodifiableList(found);
    }

    /**
     * Reads tokens of the prompt.
     *
     * @param reader runs the passes of the model
     * @param state has read those before; advanced
     * @param from, to places in the prompt; not empty
     * @param listener told how many of these tokens are read
     * @return the logits of the token after them, [vocabulary]
     */
    float[] read(
            LanguageModel model,
            SequenceReader reader,
            SequenceState state,
            int from,
            int to,
            PrefillListener listener) {
        int piece = Math.clamp(MOST_LOGITS / model.config().vocabularySize(), 1, model.chunkTokens());
        float[] last = {};
        for (int start = from; start < to; start += piece) {
            int end = Math.min(to, start + piece);
            Logits logits = reader.forward(
                    Arrays.copyOfRange(prompt, start, end), state, LogitsWanted.ALL, PrefillListener.NONE);
            add(start, logits);
            listener.chunkRead(end - from, to - from);
            last = logits.last();
        }
        return last;
    }

    /** @param first the place of the token behind which the first row stands */
    private void add(int first, Logits logits) {
        int vocabulary = logits.vocabularySize();
        for (int row = 0; row < logits.rows() && first + row + 1 < prompt.length; row++) {
            int token = prompt[first + row + 1];
            found.add(TopLogprobs.of(logits.values(), row * vocabulary, vocabulary, token, count));
        }
    }
}
