package org.spikingbrain4j.inference;

import java.util.Optional;
import org.spikingbrain4j.model.SequenceState;

/**
 * What a {@link Scheduler} is to generate.
 *
 * @param prompt tokens, at least one
 * @param from what was read before the prompt, for example a document; copied, stays the caller's. Empty: the prompt is the whole
 *     sequence, and what a {@link PrefixCache} knows of it is not read again
 * @param endsWithTurn whether the end of a conversation's turn ends the text, beside the model's stop tokens
 * @param client who asks: places are given to waiting clients in turn, however many requests each has
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GenerationRequest(
        int[] prompt, Optional<SequenceState> from, boolean endsWithTurn, GenerationOptions options, String client) {
    /** A text that goes on from a prompt. */
    public static GenerationRequest completion(int[] prompt, GenerationOptions options, String client) {
        return new GenerationRequest(prompt, Optional.empty(), false, options, client);
    }
}
