package org.spikingbrain4j.tokenizer;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A chat template that cannot be parsed, exceeds its limits, or refuses the conversation ({@code raise_exception}). */
public final class ChatTemplateException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public ChatTemplateException(String message) {
        super(message);
    }

    public ChatTemplateException(String message, Throwable cause) {
        super(message, cause);
    }
}
