package org.spikingbrain4j.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.spikingbrain4j.tokenizer.ChatMessage;
import org.spikingbrain4j.tokenizer.ChatTemplate;
import org.spikingbrain4j.tokenizer.ChatTemplateException;

/** Finds out whether a chat template knows tools: by showing it one, and a call of it. */
final class ToolTemplate {
    private static final ToolDefinition PROBE = new ToolDefinition(
            "probe_of_tools", "a_tool_that_does_nothing", Map.of("type", "object", "properties", Map.of()));
    private static final ToolCall CALL = new ToolCall(PROBE.name(), "{\"x\": 1}");

    private ToolTemplate() {}

    /** Whether it tells the model of tools, and writes calls as {@link ToolCallParser} reads them. */
    static boolean knowsTools(ChatTemplate template) {
        ChatMessage asks = new ChatMessage("assistant", "", List.of(CALL.inMessage(Optional.empty())));
        try {
            String text = template.render(List.of(ChatMessage.user("Hello"), asks), List.of(PROBE.inTemplate()), false);
            List<ToolCall> calls = new ArrayList<>();
            ToolCallParser parser = new ToolCallParser(Set.of(PROBE.name()), _ -> {}, calls::add);
            parser.accept(text);
            parser.finish();
            return text.contains(PROBE.description())
                    && calls.stream()
                            .map(call -> call.inMessage(Optional.empty()))
                            .anyMatch(CALL.inMessage(Optional.empty())::equals);
        } catch (ChatTemplateException e) {
            return false; // it refuses tools or calls
        }
    }
}
