package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.operators.ReferenceBackend;

/** OpenAI's own client for Java works as it does with OpenAI. */
@SuppressWarnings("deprecation") // the seed, which OpenAI keeps as it is
class OpenAiClientTest {
    private static RunningServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start(@TempDir Path folder) {
        server = RunningServer.over(
                TinyChatModel.writeWithTools(folder),
                new ReferenceBackend(),
                options -> options.keys(ApiKeys.of(List.of("secret"))));
        client = client("secret");
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void chats() {
        ChatCompletion answer = client.chat().completions().create(hello().build());
        assertThat(answer.model()).isEqualTo(RunningServer.MODEL);
        assertThat(answer.choices()).hasSize(1);
        assertThat(answer.choices().getFirst().message().content()).isPresent();
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(20);
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    }

    @Test
    void goesOnWithAConversation() {
        ChatCompletionCreateParams.Builder conversation = hello();
        ChatCompletion first = client.chat().completions().create(conversation.build());
        conversation.addMessage(first.choices().getFirst().message()).addUserMessage("And then?");
        ChatCompletion second = client.chat().completions().create(conversation.build());
        long cached = second.usage()
                .orElseThrow()
                .promptTokensDetails()
                .orElseThrow()
                .cachedTokens()
                .orElseThrow();
        assertThat(cached).isPositive();
    }

    @Test
    void streams() {
        ChatCompletionCreateParams params = hello().streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            chunks = stream.stream().toList();
        }
        String text = chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
        ChatCompletion whole = client.chat().completions().create(hello().build());
        assertThat(text)
                .isEqualTo(whole.choices().getFirst().message().content().orElseThrow());
        assertThat(chunks.getFirst().choices().getFirst().delta().role()).isPresent();
        assertThat(chunks.getLast().choices()).isEmpty();
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(20);
        assertThat(chunks.get(chunks.size() - 2).choices().getFirst().finishReason())
                .contains(ChatCompletionChunk.Choice.FinishReason.LENGTH);
    }

    @Test
    void givesSeveralAnswers() {
        ChatCompletion three = client.chat()
                .completions()
                .create(hello().temperature(1).seed(5).n(3).build());
        assertThat(three.choices()).extracting(ChatCompletion.Choice::index).containsExactly(0L, 1L, 2L);
        ChatCompletion third = client.chat()
                .completions()
                .create(hello().temperature(1).seed(7).build());
        assertThat(three.choices().get(2).message().content())
                .isEqualTo(third.choices().getFirst().message().content());
    }

    @Test
    void reportsLogprobs() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(hello().logprobs(true).topLogprobs(2).build());
        var logprobs =
                answer.choices().getFirst().logprobs().orElseThrow().content().orElseThrow();
        assertThat(logprobs).isNotEmpty();
        logprobs.forEach(token -> {
            assertThat(token.logprob()).isNegative();
            assertThat(token.topLogprobs()).hasSize(2);
            assertThat(token.topLogprobs().getFirst().logprob()).isEqualTo(token.logprob());
            assertThat(token.bytes().orElseThrow()).hasSize(1);
        });
    }

    @Test
    void callsTools() {
        ChatCompletionCreateParams.Builder conversation = tools();
        ChatCompletion answer = client.chat().completions().create(conversation.build());
        ChatCompletion.Choice choice = answer.choices().getFirst();
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        ChatCompletionMessageFunctionToolCall call =
                choice.message().toolCalls().orElseThrow().getFirst().asFunction();
        assertThat(call.function().name()).isEqualTo("weather");
        assertThat(RunningServer.parse(call.function().arguments()).path("city").asText())
                .isIn("Rome", "Oslo");
        conversation
                .addMessage(choice.message())
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content("rain")
                        .build())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.NONE);
        assertThat(client.chat().completions().create(conversation.build()).choices())
                .hasSize(1);
    }

    @Test
    void streamsCalls() {
        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(tools().build())) {
            chunks = stream.stream().toList();
        }
        var calls = chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().toolCalls().stream())
                .flatMap(List::stream)
                .toList();
        assertThat(calls).isNotEmpty();
        assertThat(calls.getFirst().index()).isZero();
        assertThat(calls.getFirst().id()).isPresent();
        assertThat(calls.getFirst().function().orElseThrow().name()).contains("weather");
        assertThat(chunks.getLast().choices().getFirst().finishReason())
                .contains(ChatCompletionChunk.Choice.FinishReason.TOOL_CALLS);
    }

    @Test
    void keepsToASchema() {
        ResponseFormatJsonSchema format = ResponseFormatJsonSchema.builder()
                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                        .name("person")
                        .strict(true)
                        .schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties",
                                        JsonValue.from(Map.of(
                                                "married", Map.of("type", "boolean"),
                                                "eyes", Map.of("enum", List.of("blue", "brown")))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("married", "eyes")))
                                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                                .build())
                        .build())
                .build();
        ChatCompletion answer = client.chat()
                .completions()
                .create(hello().temperature(1)
                        .seed(3)
                        .maxCompletionTokens(200)
                        .responseFormat(format)
                        .build());
        JsonNode json = RunningServer.parse(
                answer.choices().getFirst().message().content().orElseThrow());
        assertThat(json.path("married").isBoolean()).isTrue();
        assertThat(json.path("eyes").asText()).isIn("blue", "brown");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    }

    @Test
    void writesJsonObjects() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(hello().temperature(1)
                        .seed(1)
                        .maxCompletionTokens(3000)
                        .responseFormat(ResponseFormatJsonObject.builder().build())
                        .build());
        ChatCompletion.Choice choice = answer.choices().getFirst();
        String text = choice.message().content().orElseThrow();
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(RunningServer.parse(text).isObject()).isTrue();
    }

    @Test
    void completesAndEmbeds() {
        var completion = client.completions()
                .create(CompletionCreateParams.builder()
                        .model(RunningServer.MODEL)
                        .prompt("Once")
                        .maxTokens(4)
                        .temperature(0)
                        .logprobs(1L)
                        .echo(true)
                        .build());
        assertThat(completion.choices().getFirst().text()).startsWith("Once");
        assertThat(completion
                        .choices()
                        .getFirst()
                        .logprobs()
                        .orElseThrow()
                        .tokens()
                        .orElseThrow())
                .hasSizeGreaterThanOrEqualTo(5);
        var embedding = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(RunningServer.MODEL)
                        .input("Once")
                        .build());
        assertThat(embedding.data().getFirst().embedding())
                .hasSize(server.model().model().config().hiddenSize());
        assertThat(client.models().list().data())
                .extracting(model -> model.id())
                .containsExactly(RunningServer.MODEL);
    }

    @Test
    void getsErrorsAsFromOpenAi() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(hello().putAdditionalBodyProperty("nonsense", JsonValue.from(1))
                                .build()))
                .isInstanceOfSatisfying(BadRequestException.class, e -> {
                    assertThat(e.param()).contains("nonsense");
                    assertThat(e.code()).contains("unknown_parameter");
                    assertThat(e.type()).contains("invalid_request_error");
                });
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(hello().model("gpt-4o").build()))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).contains("model_not_found"));
        OpenAIClient stranger = client("wrong");
        assertThatThrownBy(() -> stranger.chat().completions().create(hello().build()))
                .isInstanceOf(UnauthorizedException.class);
        stranger.close();
    }

    @Test
    void endsAGenerationByClosingItsStream() {
        ChatCompletionCreateParams params = hello().maxCompletionTokens(60_000).build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            chunks.next();
            chunks.next();
            assertThat(running()).isEqualTo(1);
        }
        long atClose = server.scheduler().status().decodePasses();
        Eventually.holds(() -> running() == 0);
        long atEnd = server.scheduler().status().decodePasses();
        assertThat(atEnd - atClose)
                .as("passes until the server noticed, of 60000 that were to come")
                .isLessThan(2000);
        server.logLine("\"status\":499");
    }

    private static int running() {
        return server.scheduler().status().running();
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.uri("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder hello() {
        return ChatCompletionCreateParams.builder()
                .model(RunningServer.MODEL)
                .addSystemMessage("Be kind.")
                .addUserMessage("Hello")
                .maxCompletionTokens(20)
                .temperature(0)
                .logitBias(ChatCompletionCreateParams.LogitBias.builder()
                        .putAdditionalProperty(Integer.toString(TinyChatModel.END_OF_TEXT), JsonValue.from(-100))
                        .putAdditionalProperty("258", JsonValue.from(-100))
                        .build());
    }

    private static ChatCompletionCreateParams.Builder tools() {
        return ChatCompletionCreateParams.builder()
                .model(RunningServer.MODEL)
                .addUserMessage("Will it rain?")
                .maxCompletionTokens(400)
                .temperature(0)
                .addTool(ChatCompletionFunctionTool.builder()
                        .function(FunctionDefinition.builder()
                                .name("weather")
                                .description("The weather in a city")
                                .parameters(FunctionParameters.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .putAdditionalProperty(
                                                "properties",
                                                JsonValue.from(Map.of("city", Map.of("enum", List.of("Rome", "Oslo")))))
                                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                        .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                                        .build())
                                .build())
                        .build())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED);
    }
}
