package org.spikingbrain4j.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.spikingbrain4j.inference.ToolCall;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.tokenizer.ChatMessage;

/** Messages of LangChain4j as chat templates take them. */
final class Messages {
    private Messages() {}

    /**
     * @throws UnsupportedFeatureException where a message is more than text and calls of tools
     * @throws InvalidRequestException where the arguments of an earlier call are no JSON object
     */
    static List<ChatMessage> of(List<dev.langchain4j.data.message.ChatMessage> messages) {
        return messages.stream().map(Messages::of).toList();
    }

    /** As {@link #of(List)}. */
    static ChatMessage of(dev.langchain4j.data.message.ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> ChatMessage.system(system.text());
            case UserMessage user -> user(user);
            case AiMessage assistant ->
                new ChatMessage(
                        "assistant",
                        Objects.requireNonNullElse(assistant.text(), ""),
                        assistant.toolExecutionRequests().stream()
                                .map(Messages::call)
                                .toList());
            case ToolExecutionResultMessage result -> new ChatMessage("tool", text(result.contents()));
            default ->
                throw Failures.unsupported(
                        "messages of type " + message.type(),
                        "expected SystemMessage, UserMessage, AiMessage or ToolExecutionResultMessage");
        };
    }

    private static ChatMessage user(UserMessage message) {
        if (message.name() != null) {
            throw Failures.unsupported(
                    "names of users", "chat templates know none; write '%s' into the text".formatted(message.name()));
        }
        return ChatMessage.user(text(message.contents()));
    }

    private static String text(List<Content> contents) {
        return contents.stream().map(Messages::text).collect(Collectors.joining("\n"));
    }

    private static String text(Content content) {
        if (content instanceof TextContent text) {
            return text.text();
        }
        throw Failures.unsupported(
                "contents of type " + content.type().name().toLowerCase(Locale.ROOT), "the model reads text only");
    }

    private static Map<String, Object> call(ToolExecutionRequest request) {
        String arguments = request.arguments();
        boolean none = arguments == null || arguments.isBlank();
        try {
            return new ToolCall(request.name(), none ? "{}" : arguments).inMessage(Optional.ofNullable(request.id()));
        } catch (InvalidInputException e) {
            throw Failures.of(e);
        }
    }
}
