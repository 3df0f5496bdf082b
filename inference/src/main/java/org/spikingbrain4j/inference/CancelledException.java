package org.spikingbrain4j.inference;

import org.spikingbrain4j.operators.SpikingBrainException;

/** The caller ended work that has no result when it is not finished. */
public final class CancelledException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public CancelledException(String message) {
        super(message);
    }
}
