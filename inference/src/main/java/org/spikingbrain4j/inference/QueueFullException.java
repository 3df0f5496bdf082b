package org.spikingbrain4j.inference;

import org.spikingbrain4j.operators.SpikingBrainException;

/** So many requests wait already that another one is refused at once; it may be sent again later. */
public final class QueueFullException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public QueueFullException(String message) {
        super(message);
    }
}
