package org.spikingbrain4j.training;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.spikingbrain4j.documents.JsonLine;
import org.spikingbrain4j.tokenizer.ChatMessage;

/**
 * A line of JSON as OpenAI's and Hugging Face's tools write conversations: {@code {"messages": [{"role": …, "content": …}, …]}}, with
 * {@code tools} beside and {@code tool_calls} in a message where there are some.
 *
 * @param messages oldest first
 * @param tools on offer
 */
record ChatLine(List<ChatMessage> messages, List<Map<String, Object>> tools) {
    static final String ASSISTANT = "assistant";

    private static final Set<String> ROLES = Set.of("system", "user", ASSISTANT, "tool");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /**
     * @param place file and line, for messages
     * @throws TrainingException where it is no conversation
     * @throws org.spikingbrain4j.documents.DocumentException where it is no JSON
     */
    static ChatLine parse(String line, String place) {
        JsonNode json = JsonLine.parse(line, place);
        JsonNode messages = json.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw new TrainingException(
                    "%s: expected a JSON object with a list of messages in the field messages, found %s"
                            .formatted(place, found(messages)));
        }
        List<ChatMessage> parsed = new ArrayList<>();
        for (JsonNode message : messages) {
            parsed.add(message(message, "%s: messages[%d]".formatted(place, parsed.size())));
        }
        return new ChatLine(List.copyOf(parsed), objects(json, "tools", place));
    }

    private static ChatMessage message(JsonNode message, String place) {
        String role = message.path("role").asText();
        if (!ROLES.contains(role)) {
            throw new TrainingException("%s: role: expected system, user, assistant or tool, found %s"
                    .formatted(place, found(message.path("role"))));
        }
        List<Map<String, Object>> calls = objects(message, "tool_calls", place);
        JsonNode content = message.path("content");
        boolean onlyCalls = !calls.isEmpty() && (content.isNull() || content.isMissingNode());
        if (!content.isTextual() && !onlyCalls) {
            throw new TrainingException("%s: content: expected a string, found %s".formatted(place, found(content)));
        }
        return new ChatMessage(role, onlyCalls ? "" : content.textValue(), calls);
    }

    private static List<Map<String, Object>> objects(JsonNode node, String field, String place) {
        JsonNode list = node.path(field);
        if (list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        try {
            return MAPPER.convertValue(list, new TypeReference<>() {});
        } catch (IllegalArgumentException e) {
            throw new TrainingException(
                    "%s: %s: expected a list of objects, found %s".formatted(place, field, found(list)), e);
        }
    }

    private static String found(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> "no such field";
            case ARRAY -> node.isEmpty() ? "an empty list" : "a list";
            case OBJECT -> "an object";
            case STRING -> "'" + node.textValue() + "'";
            default -> node.toString();
        };
    }
}
