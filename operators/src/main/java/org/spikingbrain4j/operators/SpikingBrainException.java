package org.spikingbrain4j.operators;

/**
 * Root of the errors a user can cause or mend. The message is one line: what, where, expected, found, what to do; the
 * command line prints it alone.
 */
public class SpikingBrainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SpikingBrainException(String message) {
        super(message);
    }

    public SpikingBrainException(String message, Throwable cause) {
        super(message, cause);
    }
}
