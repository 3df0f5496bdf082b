package org.spikingbrain4j.inference;

import org.spikingbrain4j.model.Logits;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.PrefillListener;
import org.spikingbrain4j.model.SequenceState;

/** Who runs the passes of a sequence: the model at once, or a batcher beside those of others. */
@FunctionalInterface
interface SequenceReader {
    /** Reads tokens as {@link org.spikingbrain4j.model.LanguageModel#forward(int[], SequenceState, LogitsWanted, PrefillListener)}. */
    Logits forward(int[] tokens, SequenceState state, LogitsWanted wanted, PrefillListener listener);
}
