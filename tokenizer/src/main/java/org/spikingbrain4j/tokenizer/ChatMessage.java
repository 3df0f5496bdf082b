package org.spikingbrain4j.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One message of a conversation.
 *
 * @param role who speaks: {@code system}, {@code user}, {@code assistant}, {@code tool}, or what else the template knows
 * @param content the text
 * @param toolCalls the calls an assistant asks for, each a JSON object of maps, lists, strings, numbers and booleans,
 *     normally {@code {"type": "function", "function": {"name": …, "arguments": {…}}}}
 * @param toolCallId of a tool's result: the {@code id} of the call, as some templates write it
 * @param name of who speaks, of a tool's result that of the tool, as some templates write it
 */
public record ChatMessage(
        String role,
        String content,
        List<Map<String, Object>> toolCalls,
        Optional<String> toolCallId,
        Optional<String> name) {
    public ChatMessage {
        toolCalls = List.copyOf(toolCalls);
    }

    public ChatMessage(String role, String content, List<Map<String, Object>> toolCalls) {
        this(role, content, toolCalls, Optional.empty(), Optional.empty());
    }

    public ChatMessage(String role, String content) {
        this(role, content, List.of());
    }

    public static ChatMessage system(String content) {
        return new ChatMessage("system", content);
    }

    public static ChatMessage user(String content) {
        return new ChatMessage("user", content);
    }

    public static ChatMessage assistant(String content) {
        return new ChatMessage("assistant", content);
    }
}
