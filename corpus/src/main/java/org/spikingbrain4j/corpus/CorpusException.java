package org.spikingbrain4j.corpus;

import org.spikingbrain4j.operators.SpikingBrainException;

/** Texts that cannot be read, a tokenizer that cannot be trained on them, or token files that cannot be written or read. */
public final class CorpusException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public CorpusException(String message) {
        super(message);
    }

    public CorpusException(String message, Throwable cause) {
        super(message, cause);
    }
}
