package org.spikingbrain4j.training;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A loss or gradient that is no number any more. */
public final class DivergenceException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    DivergenceException(String message) {
        super(message);
    }
}
