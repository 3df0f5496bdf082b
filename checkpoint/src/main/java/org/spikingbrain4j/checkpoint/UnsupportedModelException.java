package org.spikingbrain4j.checkpoint;

import org.spikingbrain4j.operators.SpikingBrainException;

/** The checkpoint holds a kind of model that is not implemented. */
public final class UnsupportedModelException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public UnsupportedModelException(String message) {
        super(message);
    }

    public UnsupportedModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
