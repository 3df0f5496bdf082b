package org.spikingbrain4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private static final ToolExecutionRequest CALL = ToolExecutionRequest.builder()
            .id("1")
            .name("getWeather")
            .arguments("{\"city\": \"Munich\", \"days\": 2}")
            .build();

    @Test
    void aConversationWithACall() {
        List<ChatMessage> messages = List.of(
                SystemMessage.from("Be brief."),
                UserMessage.from(TextContent.from("What is"), TextContent.from("the weather?")),
                AiMessage.from("Let me see.", List.of(CALL)),
                ToolExecutionResultMessage.from(CALL, "sunny"),
                AiMessage.from("Sunny."));

        assertThat(Messages.of(messages))
                .containsExactly(
                        own("system", "Be brief."),
                        own("user", "What is\nthe weather?"),
                        new org.spikingbrain4j.tokenizer.ChatMessage(
                                "assistant",
                                "Let me see.",
                                List.of(Map.of(
                                        "id",
                                        "1",
                                        "type",
                                        "function",
                                        "function",
                                        Map.of(
                                                "name",
                                                "getWeather",
                                                "arguments",
                                                Map.of("city", "Munich", "days", 2))))),
                        own("tool", "sunny"),
                        own("assistant", "Sunny."));
    }

    @Test
    void aCallWithoutWordsAndArguments() {
        ToolExecutionRequest call =
                ToolExecutionRequest.builder().name("getTime").build();

        assertThat(Messages.of(AiMessage.from(call)).toolCalls())
                .containsExactly(
                        Map.of("type", "function", "function", Map.of("name", "getTime", "arguments", Map.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "{\"city\":", "{} {}", "Munich"})
    void argumentsThatAreNoObjectAreRefused(String arguments) {
        ToolExecutionRequest call = ToolExecutionRequest.builder()
                .name("getWeather")
                .arguments(arguments)
                .build();

        assertThatThrownBy(() -> Messages.of(AiMessage.from(call)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("call of 'getWeather': expected a JSON object");
    }

    @Test
    void whatIsNotTextIsRefused() {
        ChatMessage image = ToolExecutionResultMessage.builder()
                .toolName("camera")
                .contents(List.of(ImageContent.from("https://example.org/cat.png")))
                .build();

        assertRefused(image, "contents of type image are not supported");
        assertRefused(UserMessage.from("Anna", "Hello"), "names of users are not supported", "'Anna'");
        assertRefused(CustomMessage.from(Map.of("role", "critic")), "messages of type CUSTOM are not supported");
    }

    private static void assertRefused(ChatMessage message, String... parts) {
        assertThatThrownBy(() -> Messages.of(message))
                .isExactlyInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContainingAll(parts);
    }

    private static org.spikingbrain4j.tokenizer.ChatMessage own(String role, String content) {
        return new org.spikingbrain4j.tokenizer.ChatMessage(role, content);
    }
}
