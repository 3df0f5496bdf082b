package org.spikingbrain4j.cpu;

import org.spikingbrain4j.operators.SpikingBrainException;

/** An {@link IntegerGemm} cannot run on this machine, or not exactly. */
public final class IntegerGemmUnavailableException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public IntegerGemmUnavailableException(String message) {
        super(message);
    }

    public IntegerGemmUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
