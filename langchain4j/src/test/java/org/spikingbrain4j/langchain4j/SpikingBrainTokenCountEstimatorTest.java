package org.spikingbrain4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.TokenCountEstimator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.tokenizer.Tokenizer;

class SpikingBrainTokenCountEstimatorTest {
    private static final List<ChatMessage> CONVERSATION = List.of(
            SystemMessage.from("Be brief."),
            UserMessage.from("Grüße"),
            AiMessage.from("Hello."),
            UserMessage.from("The weather?"),
            AiMessage.from(ToolExecutionRequest.builder().name("getWeather").build()),
            ToolExecutionResultMessage.from("1", "getWeather", "sunny"));

    @TempDir
    private Path directory;

    @Test
    void aConversationIsThePromptWithoutTheBeginningOfTheAnswer() {
        try (TinyChatModel tiny = TinyChatModel.open(directory, new Knowledge())) {
            List<ChatMessage> messages = CONVERSATION.subList(0, 4);
            int prompt = SpikingBrainChatModel.builder()
                    .model(tiny.model())
                    .build()
                    .chat(messages)
                    .metadata()
                    .tokenUsage()
                    .inputTokenCount();

            assertThat(SpikingBrainTokenCountEstimator.of(tiny.model()).estimateTokenCountInMessages(messages))
                    .isEqualTo(prompt - tokens("<", "assistant\\n"));
        }
    }

    @Test
    void theMessagesOfAConversationAddUp() {
        try (Tokenizer tokenizer = Tokenizer.open(TinyChatModel.write(directory))) {
            TokenCountEstimator estimator = SpikingBrainTokenCountEstimator.of(tokenizer);

            assertThat(estimator.estimateTokenCountInText("Grüße")).isEqualTo(7);
            assertThat(estimator.estimateTokenCountInMessage(CONVERSATION.get(1)))
                    .isEqualTo(tokens("<", "user\\n") + 7 + tokens(">", "\\n"));
            assertThat(estimator.estimateTokenCountInMessages(CONVERSATION))
                    .isEqualTo(CONVERSATION.stream()
                            .mapToInt(estimator::estimateTokenCountInMessage)
                            .sum());
            assertThat(estimator.estimateTokenCountInMessages(List.of())).isZero();
        }
    }

    @Test
    void withoutATemplateTheTextsCount() throws IOException {
        Path folder = TinyChatModel.write(directory);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{}");
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertThat(SpikingBrainTokenCountEstimator.of(tokenizer)
                            .estimateTokenCountInMessages(CONVERSATION.subList(0, 3)))
                    .isEqualTo("Be brief.".length() + 7 + "Hello.".length());
        }
    }

    /** A special token and bytes, a token each. */
    private static int tokens(String special, String bytes) {
        return special.length() + bytes.replace("\\n", "\n").length();
    }
}
