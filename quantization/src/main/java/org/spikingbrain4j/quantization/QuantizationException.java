package org.spikingbrain4j.quantization;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A checkpoint cannot be quantised as asked, or the result has no place. */
public final class QuantizationException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public QuantizationException(String message) {
        super(message);
    }

    public QuantizationException(String message, Throwable cause) {
        super(message, cause);
    }
}
