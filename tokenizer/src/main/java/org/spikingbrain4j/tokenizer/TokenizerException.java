package org.spikingbrain4j.tokenizer;

import java.util.regex.Pattern;
import org.spikingbrain4j.operators.SpikingBrainException;

/** A tokenizer that cannot be opened or used as asked: a missing or broken file, an id out of range, a closed tokenizer. */
public final class TokenizerException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_SHOWN = 120;
    private static final Pattern LINE_BREAKERS = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");

    public TokenizerException(String message) {
        super(message);
    }

    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A value of a file for use inside a message: on one line, cut where it is long. */
    static String shown(Object value) {
        String text = String.valueOf(value);
        String start = text.substring(0, Math.min(text.length(), LONGEST_SHOWN));
        return LINE_BREAKERS.matcher(start).replaceAll(" ") + (start.length() < text.length() ? "…" : "");
    }

    /** The message of a library's exception without its further lines, for use inside one of ours. */
    static String firstLine(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
