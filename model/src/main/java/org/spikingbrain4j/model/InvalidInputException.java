package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.SpikingBrainException;

/** Tokens or options that the model cannot take. */
public final class InvalidInputException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }
}
