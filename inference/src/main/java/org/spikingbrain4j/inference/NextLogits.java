package org.spikingbrain4j.inference;

import org.spikingbrain4j.model.PrefillListener;

/** The model's side of a generation: one sequence that reads tokens. */
@FunctionalInterface
interface NextLogits {
    /**
     * Reads the next tokens of the sequence.
     *
     * @return the logits of the token after them, [vocabulary]; the caller may overwrite them
     */
    float[] read(int[] tokens, PrefillListener listener);
}
