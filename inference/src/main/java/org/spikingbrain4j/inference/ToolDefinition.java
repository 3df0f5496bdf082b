package org.spikingbrain4j.inference;

import java.util.Map;

/**
 * A function that the model may ask to be called.
 *
 * @param description may be empty
 * @param parameters a JSON schema of an object, of maps, lists, strings, numbers and booleans
 */
public record ToolDefinition(String name, String description, Map<String, Object> parameters) {}
