package org.spikingbrain4j.tokenizer;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A chat template that did not come to its end in time. */
public final class ChatTemplateTimeoutException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public ChatTemplateTimeoutException(String message) {
        super(message);
    }
}
