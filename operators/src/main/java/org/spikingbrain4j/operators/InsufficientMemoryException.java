package org.spikingbrain4j.operators;

/** The machine or the JVM has too little memory for what was asked. */
public final class InsufficientMemoryException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public InsufficientMemoryException(String message) {
        super(message);
    }

    public InsufficientMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
