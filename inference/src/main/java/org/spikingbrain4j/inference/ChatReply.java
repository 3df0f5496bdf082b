package org.spikingbrain4j.inference;

import java.util.List;

/**
 * An answer.
 *
 * @param text words; may be empty where there are calls
 * @param toolCalls calls that the model asks for, in its order; where a call was demanded, one that was cut off is left out
 * @param generation how it came about; its text holds the calls as the model wrote them
 */
public record ChatReply(String text, List<ToolCall> toolCalls, GenerationResult generation) {
    public ChatReply {
        toolCalls = List.copyOf(toolCalls);
    }
}
