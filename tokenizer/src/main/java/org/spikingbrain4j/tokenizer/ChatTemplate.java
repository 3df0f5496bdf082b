package org.spikingbrain4j.tokenizer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Jinja template by which a model's makers turned conversations into text. A template comes with a checkpoint and
 * is not trusted: it sees maps, lists and strings, and its time, output and nesting are limited. Safe for many threads.
 */
public final class ChatTemplate {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);

    private final String text;
    private final Path file;
    private final Map<String, String> namedTokens;

    /**
     * @param text the Jinja text
     * @param file where it was found, for errors
     * @param namedTokens {@code bos_token} and the like, as the template may write them
     */
    ChatTemplate(String text, Path file, Map<String, String> namedTokens) {
        this.text = text;
        this.file = file;
        this.namedTokens = Map.copyOf(namedTokens);
    }

    /** The Jinja text. */
    public String text() {
        return text;
    }

    /** As {@link #render(List, List, boolean)} without tools. */
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        return render(messages, List.of(), addGenerationPrompt);
    }

    /**
     * Writes a conversation as the model has learned to read it. The text holds the special tokens literally; encode it
     * with {@link Tokenizer#encode(String)}, which adds no others.
     *
     * @param messages the conversation, oldest first
     * @param tools the tools on offer, each a JSON object of maps, lists, strings, numbers and booleans
     * @param addGenerationPrompt whether to end with what stands before an assistant's answer
     * @throws ChatTemplateException if the template is broken, goes beyond its limits or refuses the conversation
     * @throws ChatTemplateTimeoutException if it takes more than ten seconds of the processor
     */
    public String render(List<ChatMessage> messages, List<Map<String, Object>> tools, boolean addGenerationPrompt) {
        Map<String, Object> variables = new LinkedHashMap<>(namedTokens);
        variables.put("messages", messages.stream().map(this::variables).toList());
        if (!tools.isEmpty()) {
            variables.put("tools", plainCopy(tools, 0));
        }
        variables.put("add_generation_prompt", addGenerationPrompt);
        // Loads the Jinja library, which nobody who does not chat should wait for.
        return new JinjaRenderer(file.toString(), TIME_LIMIT).render(text, variables);
    }

    private Map<String, Object> variables(ChatMessage message) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("role", message.role());
        variables.put("content", message.content());
        if (!message.toolCalls().isEmpty()) {
            variables.put("tool_calls", plainCopy(message.toolCalls(), 0));
        }
        message.toolCallId().ifPresent(id -> variables.put("tool_call_id", id));
        message.name().ifPresent(name -> variables.put("name", name));
        return variables;
    }

    /** A copy without a Java object that a template could get hold of. */
    private Object plainCopy(Object value, int depth) {
        if (depth > PythonJson.MAX_DEPTH) {
            throw new ChatTemplateException(
                    "chat: tools and tool calls: nested deeper than " + PythonJson.MAX_DEPTH + " levels");
        }
        return switch (value) {
            case null -> null;
            case String _, Number _, Boolean _ -> value;
            case List<?> list -> {
                List<Object> copy = new ArrayList<>();
                list.forEach(element -> copy.add(plainCopy(element, depth + 1)));
                yield copy;
            }
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach((key, element) -> copy.put(String.valueOf(key), plainCopy(element, depth + 1)));
                yield copy;
            }
            default ->
                throw new ChatTemplateException("chat: tools and tool calls: expected JSON values, found a "
                        + value.getClass().getName());
        };
    }
}
