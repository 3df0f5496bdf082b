package org.spikingbrain4j.tokenizer;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A tokenizer that cannot be opened or used as asked: a missing or broken file, an id out of range, a closed tokenizer. */
public final class TokenizerException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public TokenizerException(String message) {
        super(message);
    }

    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message of a library's exception without its further lines, for use inside one of ours. */
    static String firstLine(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
