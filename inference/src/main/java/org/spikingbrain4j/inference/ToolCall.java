package org.spikingbrain4j.inference;

/**
 * A call that the model asks for.
 *
 * @param arguments a JSON object, as the model wrote it
 */
public record ToolCall(String name, String arguments) {}
