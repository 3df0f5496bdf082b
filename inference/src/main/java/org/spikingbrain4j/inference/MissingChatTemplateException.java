package org.spikingbrain4j.inference;

import org.spikingbrain4j.operators.SpikingBrainException;

/** The model was not made for conversations. */
public final class MissingChatTemplateException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public MissingChatTemplateException(String message) {
        super(message);
    }
}
