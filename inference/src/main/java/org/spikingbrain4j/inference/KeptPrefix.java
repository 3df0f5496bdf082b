package org.spikingbrain4j.inference;

import java.util.Optional;
import org.spikingbrain4j.model.SequenceState;

/**
 * What is known of a prompt.
 *
 * @param state has read the first tokens of the prompt, perhaps none; the caller's, to read on with and to close
 * @param logits of the token after the prompt, where the state has read all of it; the caller's
 */
record KeptPrefix(SequenceState state, Optional<float[]> logits) {
    /** How many tokens of the prompt need not be read again. */
    int tokens() {
        return Math.toIntExact(state.position());
    }
}
