package org.spikingbrain4j.inference;

/** Whether the model may, must or must not ask for a call. */
public sealed interface ToolChoice {
    /** Words or calls, as the model likes. */
    record Auto() implements ToolChoice {}

    /** Words only; the model is not told of the tools. */
    record None() implements ToolChoice {}

    /** At least one call, of any tool. */
    record Required() implements ToolChoice {}

    /** A call of this tool. */
    record Named(String name) implements ToolChoice {}
}
