package org.spikingbrain4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.model.SequenceState;

/** Runs the Java code of docs/langchain4j.md, which stands here between two comments, in the same order. */
@Timeout(60)
class DocumentationTest {
    private static final Pattern IN_DOCUMENT = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern HERE = Pattern.compile(" // as documented\n(.*?)\n *// so far", Pattern.DOTALL);

    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    private TinyChatModel tiny;
    private SpikingBrainModel model;

    @BeforeEach
    void open() {
        tiny = TinyChatModel.open(folder, new Knowledge());
        model = tiny.model();
    }

    @AfterEach
    void close() {
        tiny.close();
    }

    @Test
    void everyBlockOfTheDocumentIsHere() {
        Path here = Path.of("src/test/java/org/spikingbrain4j/langchain4j/DocumentationTest.java");

        assertThat(blocks(IN_DOCUMENT, Path.of("../docs/langchain4j.md")))
                .hasSize(4)
                .isEqualTo(blocks(HERE, here));
    }

    private static List<String> blocks(Pattern pattern, Path file) {
        try {
            return pattern.matcher(Files.readString(file))
                    .results()
                    .map(match -> match.group(1).stripIndent().strip())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void show(Object value) {
        shown.add(value.toString());
    }

    @Test
    void asks() {
        Path directory = TinyChatModel.write(folder.resolve("models"));
        // as documented
        try (SpikingBrainModel model = SpikingBrainModel.open(directory)) {
            ChatModel chat = SpikingBrainChatModel.builder()
                    .model(model)
                    .defaultRequestParameters(SpikingBrainChatRequestParameters.builder()
                            .temperature(0.7)
                            .minP(0.05)
                            .seed(42)
                            .maxOutputTokens(40)
                            .build())
                    .build();
            show(chat.chat("What is the capital of Germany?"));

            TokenCountEstimator tokens = SpikingBrainTokenCountEstimator.of(model);
            show(tokens.estimateTokenCountInText("What is the capital of Germany?"));
        }
        // so far
        assertThat(shown).hasSize(2).contains("31");
    }

    @Test
    void streams() throws InterruptedException {
        // as documented
        StreamingChatModel streaming =
                SpikingBrainStreamingChatModel.builder().model(model).build();
        streaming.chat("Tell me a long story", new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                show(part.text());
                if (part.text().endsWith(".")) {
                    context.streamingHandle().cancel();
                }
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                show(response.metadata().tokenUsage());
            }

            @Override
            public void onError(Throwable failure) {
                show(failure);
            }
        });
        // so far
        StringBuilder story = new StringBuilder();
        while (!story.toString().endsWith(".")) {
            story.append(shown.take());
        }
        assertThat(story).hasToString("Once there was a bear.");
    }

    @Test
    void answersInForm() {
        ChatModel chat = SpikingBrainChatModel.builder().model(model).build();
        // as documented
        JsonObjectSchema city = JsonObjectSchema.builder()
                .addStringProperty("city")
                .required("city")
                .build();
        ChatRequest json = ChatRequest.builder()
                .messages(UserMessage.from("What is the capital of Germany?"))
                .parameters(ChatRequestParameters.builder()
                        .responseFormat(JsonSchema.builder()
                                .name("answer")
                                .rootElement(city)
                                .build())
                        .build())
                .build();
        show(chat.chat(json).aiMessage().text());

        ChatRequest call = ChatRequest.builder()
                .messages(UserMessage.from("I live in Munich"))
                .parameters(ChatRequestParameters.builder()
                        .toolSpecifications(ToolSpecification.builder()
                                .name("getWeather")
                                .parameters(city)
                                .build())
                        .toolChoice(ToolChoice.REQUIRED)
                        .build())
                .build();
        show(chat.chat(call).aiMessage().toolExecutionRequests().getFirst().arguments());
        // so far
        assertThat(shown).containsExactly("{\"city\": \"Berlin\"}", "{\"city\": \"Munich\"}");
    }

    @Test
    void remembers() throws IOException {
        ChatModel chat = SpikingBrainChatModel.builder().model(model).build();
        Path document = Files.writeString(folder.resolve("log.txt"), "The ship was called Pequod.");
        Path file = folder.resolve("log.state");
        // as documented
        try (SequenceState memory = model.read(document)) {
            memory.write(file);
            ChatRequest question = ChatRequest.builder()
                    .messages(UserMessage.from("What was the name of the ship?"))
                    .parameters(SpikingBrainChatRequestParameters.builder()
                            .memory(memory)
                            .build())
                    .build();
            show(chat.chat(question).aiMessage().text());
        }
        // so far
        assertThat(shown).containsExactly("Pequod.");
        assertThat(file).isNotEmptyFile();
    }
}
