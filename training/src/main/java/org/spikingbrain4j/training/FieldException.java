package org.spikingbrain4j.training;

import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * A field of a training is unsound or has no effect. The message begins with the field's name in the configuration, before which who reads
 * it puts file and place, or with the flag's.
 */
public final class FieldException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    FieldException(String message) {
        super(message);
    }

    FieldException(String message, Throwable cause) {
        super(message, cause);
    }
}
