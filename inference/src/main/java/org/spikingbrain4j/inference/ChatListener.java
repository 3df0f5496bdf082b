package org.spikingbrain4j.inference;

/** Follows an answer as it comes. */
public interface ChatListener extends GenerationListener {
    /** Does nothing. */
    ChatListener NONE = new ChatListener() {};

    /** Words of the answer, never taken back; the text of calls is not among them. */
    default void onWords(String piece) {}

    /** A call is complete. */
    default void onToolCall(ToolCall call) {}
}
