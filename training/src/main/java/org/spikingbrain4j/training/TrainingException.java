package org.spikingbrain4j.training;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A training that cannot begin, go on, or be resumed. */
public final class TrainingException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
