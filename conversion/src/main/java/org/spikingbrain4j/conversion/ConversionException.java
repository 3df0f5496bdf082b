package org.spikingbrain4j.conversion;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A checkpoint cannot be converted as asked. */
public final class ConversionException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public ConversionException(String message) {
        super(message);
    }

    public ConversionException(String message, Throwable cause) {
        super(message, cause);
    }
}
