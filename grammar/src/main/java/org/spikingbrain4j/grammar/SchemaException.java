package org.spikingbrain4j.grammar;

import org.spikingbrain4j.operators.SpikingBrainException;

/** A JSON schema that is broken, that nothing satisfies, or that asks for what cannot be enforced; it names keyword and place. */
public final class SchemaException extends SpikingBrainException {
    private static final long serialVersionUID = 1L;

    public SchemaException(String message) {
        super(message);
    }

    /**
     * @param pointer where in the schema, a JSON pointer; empty for its root
     */
    static SchemaException at(String pointer, String problem) {
        return new SchemaException("schema: %s: %s".formatted(pointer.isEmpty() ? "/" : pointer, problem));
    }
}
