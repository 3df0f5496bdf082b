package org.spikingbrain4j.checkpoint;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A field of {@code config.json} or {@code generation_config.json} is missing, malformed or asks for what is not supported. */
public final class ConfigException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
