package org.spikingbrain4j.grammar;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A text that cannot go on: a grammar asks for bytes that no token of the vocabulary has, or became too ambiguous to follow. */
public final class GrammarException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public GrammarException(String message) {
        super(message);
    }
}
