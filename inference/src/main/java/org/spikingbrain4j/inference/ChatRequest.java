package org.spikingbrain4j.inference;

import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.tokenizer.ChatMessage;

/**
 * A conversation that wants an answer.
 *
 * @param messages oldest first
 * @param tools that may be called; none is the rule
 * @param memory a document that was read before the conversation; stays the caller's
 * @param client as in {@link GenerationRequest#client}
 */
public record ChatRequest(
        List<ChatMessage> messages,
        List<ToolDefinition> tools,
        ToolChoice toolChoice,
        ResponseFormat format,
        GenerationOptions options,
        Optional<SequenceState> memory,
        String client) {
    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }
}
