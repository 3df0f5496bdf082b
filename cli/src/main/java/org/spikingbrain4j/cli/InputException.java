package org.spikingbrain4j.cli;

import org.spikingbrain4j.operators.SpikingBrainException;

/** Arguments or input files that a command cannot take. */
final class InputException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    InputException(String message) {
        super(message);
    }

    InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
