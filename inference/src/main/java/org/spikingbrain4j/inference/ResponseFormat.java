package org.spikingbrain4j.inference;

import java.util.Map;

/** What an answer must look like; where it must be JSON, no other token can be chosen. */
public sealed interface ResponseFormat {
    /** Anything. */
    record Text() implements ResponseFormat {}

    /** One JSON object, whatever is in it. */
    record JsonObject() implements ResponseFormat {}

    /**
     * JSON that is valid under a schema.
     *
     * @param schema of maps, lists, strings, numbers and booleans
     */
    record JsonSchema(Map<String, Object> schema) implements ResponseFormat {}
}
