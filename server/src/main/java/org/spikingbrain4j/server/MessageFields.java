package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.spikingbrain4j.inference.ToolCall;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.tokenizer.ChatMessage;

/** The field {@code messages}: a conversation. */
final class MessageFields {
    private static final String MESSAGES = "messages";

    private final Set<String> calls = new HashSet<>();

    private MessageFields() {}

    /**
     * @throws ApiException where a message is not as it must be
     */
    static List<ChatMessage> read(Fields fields) {
        List<JsonNode> given = Fields.array(fields.path(MESSAGES), fields.required(MESSAGES));
        if (given.isEmpty()) {
            throw fields.invalid(MESSAGES, "at least one message", "an empty array");
        }
        MessageFields reader = new MessageFields();
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode message : given) {
            messages.add(
                    reader.message(Fields.of(message, "%s[%d]".formatted(fields.path(MESSAGES), messages.size()))));
        }
        return messages;
    }

    private ChatMessage message(Fields fields) {
        String role = fields.requiredString("role");
        fields.refuse("name", "audio", "refusal", "function_call");
        ChatMessage message = switch (role) {
            case "system", "developer" -> ChatMessage.system(text(fields));
            case "user" -> ChatMessage.user(text(fields));
            case "assistant" -> assistant(fields);
            case "tool" -> tool(fields);
            default -> throw fields.invalid("role", "system, developer, user, assistant or tool", role);
        };
        fields.finish();
        return message;
    }

    private ChatMessage assistant(Fields fields) {
        fields.allow("annotations", List.of());
        List<Map<String, Object>> asked = calls(fields);
        boolean silent = !asked.isEmpty() && fields.value("content").isEmpty();
        return new ChatMessage("assistant", silent ? "" : text(fields), asked);
    }

    private ChatMessage tool(Fields fields) {
        String call = fields.requiredString("tool_call_id");
        if (!calls.contains(call)) {
            throw fields.invalid("tool_call_id", "the id of a call in an assistant's message before", call);
        }
        return new ChatMessage("tool", text(fields), List.of(), Optional.of(call), Optional.empty());
    }

    private static String text(Fields fields) {
        JsonNode content = fields.required("content");
        String path = fields.path("content");
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw Fields.wrongType(path, "a string or an array of text parts", content);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            Fields part = Fields.of(content.get(i), "%s[%d]".formatted(path, i));
            part.requiredString("type");
            part.allow("type", "text");
            text.append(part.requiredString("text"));
            part.finish();
        }
        return text.toString();
    }

    private List<Map<String, Object>> calls(Fields fields) {
        List<Map<String, Object>> read = new ArrayList<>();
        for (JsonNode call : fields.array("tool_calls")) {
            read.add(call(Fields.of(call, "%s[%d]".formatted(fields.path("tool_calls"), read.size()))));
        }
        return read;
    }

    /** As chat templates want it: with the arguments as an object. */
    private Map<String, Object> call(Fields fields) {
        fields.requiredString("type");
        fields.allow("type", "function");
        String id = fields.requiredString("id");
        calls.add(id);
        Fields function = Fields.of(fields.required("function"), fields.path("function"));
        ToolCall call = new ToolCall(function.requiredString("name"), function.requiredString("arguments"));
        function.finish();
        fields.finish();
        try {
            return call.inMessage(Optional.of(id));
        } catch (InvalidInputException e) {
            throw function.invalid("arguments", "a JSON object as a string", call.arguments());
        }
    }
}
