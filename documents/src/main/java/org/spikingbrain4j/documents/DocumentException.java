package org.spikingbrain4j.documents;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A document cannot be read, or is not what its name says. */
public class DocumentException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public DocumentException(String message) {
        super(message);
    }

    public DocumentException(String message, Throwable cause) {
        super(message, cause);
    }
}
