package org.spikingbrain4j.checkpoint;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A file of weights, or the directory that holds it, cannot be read or written. */
public final class CheckpointException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
