package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A full-attention model was given more tokens than it was trained for. */
public final class ContextOverflowException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public ContextOverflowException(String message) {
        super(message);
    }
}
