package org.spikingbrain4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.inference.PrefixCacheOptions;
import org.spikingbrain4j.inference.Scheduler;
import org.spikingbrain4j.inference.SchedulerOptions;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.SpikingBrainException;

/** What opens, shares and closes a model, what it remembers and how it fails. */
@Timeout(60)
class SpikingBrainModelTest {
    private static final ChatRequestParameters FEW_TOKENS =
            ChatRequestParameters.builder().maxOutputTokens(4).build();

    private static final int LONG = 250;

    @TempDir
    private Path directory;

    @Test
    void aDirectoryIsOpenedAndClosedWithTheChatModel() {
        Path folder = TinyChatModel.write(directory);
        SpikingBrainChatModel chat = SpikingBrainChatModel.builder()
                .modelDirectory(folder)
                .defaultRequestParameters(FEW_TOKENS)
                .build();

        ChatResponse response = chat.chat(UserMessage.from("Hello"));
        assertThat(response.metadata().modelName())
                .isEqualTo(folder.getFileName().toString());
        assertThat(response.metadata().tokenUsage().outputTokenCount()).isBetween(1, 4);
        chat.close();
        chat.close();
        assertThatThrownBy(() -> chat.chat("Hello")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aSharedModelStaysOpen() {
        try (TinyChatModel tiny = TinyChatModel.open(directory, new Knowledge())) {
            SpikingBrainChatModel.builder().model(tiny.model()).build().close();
            SpikingBrainStreamingChatModel.builder().model(tiny.model()).build().close();

            assertThat(chat(tiny).chat("What is the capital of Germany?")).contains("Berlin");
        }
    }

    @Test
    void aSharedSchedulerAndItsModelStayOpen() {
        try (TinyChatModel tiny = TinyChatModel.open(directory, new Knowledge());
                Scheduler scheduler = Scheduler.open(tiny.textModel(), SchedulerOptions.DEFAULT)) {
            SpikingBrainModel.of(scheduler, "first").close();
            SpikingBrainModel second = SpikingBrainModel.of(scheduler, "second");
            second.close();

            ChatModel chat = SpikingBrainChatModel.builder().model(second).build();
            assertThat(chat.chat("What is the capital of Germany?")).contains("Berlin");
        }
    }

    @Test
    void buildersWantOneModel() {
        assertThatThrownBy(() -> SpikingBrainChatModel.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected either model or modelDirectory, found none");
        try (TinyChatModel tiny = TinyChatModel.open(directory, new Knowledge())) {
            assertThatThrownBy(() -> SpikingBrainStreamingChatModel.builder()
                            .model(tiny.model())
                            .modelDirectory(directory)
                            .build())
                    .hasMessage("expected either model or modelDirectory, found both");
        }
        assertThatThrownBy(() -> SpikingBrainModel.open(directory.resolve("nowhere")))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void remembersWhatItHasRead() throws IOException {
        Path document = Files.writeString(directory.resolve("log.txt"), "The ship was called Pequod.");
        try (TinyChatModel tiny = TinyChatModel.open(directory, new Knowledge());
                SequenceState memory = tiny.model().read(document)) {
            String question = "What was the name of the ship?";
            long read = memory.position();

            assertThat(chat(tiny).chat(ask(question, memory)).aiMessage().text())
                    .isEqualTo("Pequod.");
            assertThat(chat(tiny).chat(ask(question, memory)).aiMessage().text())
                    .as("once more")
                    .isEqualTo("Pequod.");
            assertThat(memory.position()).isEqualTo(read);
            assertThat(chat(tiny).chat(question)).doesNotContain("Pequod");
        }
    }

    /** The model's own answers, since the script knows nothing of files. */
    @Test
    void aMemoryInAFileIsTheSame() throws IOException {
        Path document = Files.writeString(directory.resolve("log.txt"), "The ship was called Ann. ".repeat(40));
        Path file = directory.resolve("log.state");
        try (SpikingBrainModel model = SpikingBrainModel.open(TinyChatModel.write(directory));
                SequenceState memory = model.read(document)) {
            memory.write(file);
            ChatModel chat = SpikingBrainChatModel.builder()
                    .model(model)
                    .defaultRequestParameters(FEW_TOKENS)
                    .build();
            try (SequenceState restored = model.readState(file)) {
                String answer =
                        chat.chat(ask("Which ship?", memory)).aiMessage().text();
                assertThat(chat.chat(ask("Which ship?", restored)).aiMessage().text())
                        .isEqualTo(answer);
                assertThat(chat.chat("Which ship?")).isNotEqualTo(answer);
            }
        }
    }

    @Test
    void anothersMemoryIsRefused(@TempDir Path other) throws IOException {
        Path document = Files.writeString(directory.resolve("log.txt"), "The ship was called Pequod.");
        ModelOptions otherwise = ModelOptions.DEFAULT.withWindowPlusOne(true);
        try (TinyChatModel tiny = TinyChatModel.open(directory, new Knowledge());
                SpikingBrainModel otherModel = SpikingBrainModel.open(TinyChatModel.write(other), otherwise);
                SequenceState memory = otherModel.read(document)) {
            assertThatThrownBy(() -> chat(tiny).chat(ask("Which ship?", memory)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("belongs to another model");
        }
    }

    @Test
    void manyAreAnsweredAtOnceEachAsAlone() {
        Map<String, String> answers = Map.of(
                "What is the capital of Germany?", "The capital of Germany is Berlin.",
                "Translate: 'I love you'", "Ich liebe dich.",
                "Say 'Hello World'", "Hello World",
                "hello", "Hello to you.");
        try (TinyChatModel tiny = TinyChatModel.open(directory, new Knowledge())) {
            Map<String, CompletableFuture<String>> futures =
                    answers.keySet().stream().collect(Collectors.toMap(question -> question, chat(tiny)::chatAsync));

            futures.forEach((question, answer) -> assertThat(within(answer)).isEqualTo(answers.get(question)));
        }
    }

    @Test
    void aSchemaThatCannotBeEnforcedIsRefused() {
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from("Which ship?"))
                .parameters(ChatRequestParameters.builder()
                        .responseFormat(JsonSchema.builder()
                                .name("ship")
                                .rootElement(JsonRawSchema.from("{\"type\": \"string\", \"pattern\": \"a+\"}"))
                                .build())
                        .build())
                .build();
        try (TinyChatModel tiny = TinyChatModel.open(directory, new Knowledge())) {
            assertThatThrownBy(() -> chat(tiny).chat(request))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContainingAll("not supported", "pattern");
        }
    }

    @Test
    void aModelWithoutTemplateIsRefused() throws IOException {
        Path folder = TinyChatModel.write(directory);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{}");
        try (SpikingBrainChatModel chat =
                SpikingBrainChatModel.builder().modelDirectory(folder).build()) {
            assertThatThrownBy(() -> chat.chat("Hello"))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("conversations are not supported")
                    .hasMessageContaining("chat template");
        }
    }

    @Test
    void aFullQueueMayBeTriedAgain() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (TinyChatModel tiny = TinyChatModel.open(directory, waiting(running, goOn));
                Scheduler scheduler =
                        Scheduler.open(tiny.textModel(), new SchedulerOptions(1, 0, PrefixCacheOptions.DEFAULT))) {
            ChatModel chat = SpikingBrainChatModel.builder()
                    .model(SpikingBrainModel.of(scheduler, TinyChatModel.NAME))
                    .build();
            CompletableFuture<String> first = chat.chatAsync("Hello");
            await(running);

            assertThatThrownBy(() -> chat.chat("Hello")).isInstanceOf(RateLimitException.class);
            goOn.countDown();
            assertThat(within(first)).isEqualTo("Hm.");
        }
    }

    @Test
    void aFutureThatIsCancelledEndsTheGeneration() {
        CountDownLatch running = new CountDownLatch(1);
        try (TinyChatModel tiny = TinyChatModel.open(directory, slow(running))) {
            CompletableFuture<ChatResponse> answer = chat(tiny).chatAsync(UserMessage.from("Hello"));
            await(running);
            answer.cancel(true);

            awaitIdle(tiny.model().scheduler());
            assertThat(tiny.model().scheduler().status().decodedTokens()).isLessThan(LONG);
        }
    }

    @Test
    void closingTheModelEndsWhatRuns() {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<String> answer;
        try (TinyChatModel tiny = TinyChatModel.open(directory, slow(running))) {
            answer = chat(tiny).chatAsync("Hello");
            await(running);
        }
        assertThatThrownBy(() -> within(answer))
                .hasMessageContaining("the model was closed before the request was answered");
    }

    @Test
    void closingTheModelTellsTheHandler() {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (TinyChatModel tiny = TinyChatModel.open(directory, slow(running))) {
            SpikingBrainStreamingChatModel.builder().model(tiny.model()).build().chat("Hello", expecting(failure));
            await(running);
        }
        assertThat(within(failure)).hasMessageContaining("the model was closed before the request was answered");
    }

    @Test
    void whatCannotBeAskedReachesTheHandler() {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from("Hello"))
                .parameters(ChatRequestParameters.builder().temperature(-1.0).build())
                .build();
        try (TinyChatModel tiny = TinyChatModel.open(directory, new Knowledge())) {
            SpikingBrainStreamingChatModel.builder().model(tiny.model()).build().chat(request, expecting(failure));
            assertThat(within(failure))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("temperature: ");
        }
    }

    @Test
    void theSeedDecides() {
        try (SpikingBrainModel model = SpikingBrainModel.open(TinyChatModel.write(directory))) {
            ChatModel chat = SpikingBrainChatModel.builder().model(model).build();

            assertThat(sampled(chat, 1)).isEqualTo(sampled(chat, 1)).isNotEqualTo(sampled(chat, 2));
        }
    }

    /** Joining alone cannot be interrupted by a test's time limit. */
    private static <T> T within(CompletableFuture<T> result) {
        return result.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static StreamingChatResponseHandler expecting(CompletableFuture<Throwable> failure) {
        return new StreamingChatResponseHandler() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                failure.complete(new AssertionError("complete: " + response));
            }

            @Override
            public void onError(Throwable error) {
                failure.complete(error);
            }
        };
    }

    private static String sampled(ChatModel chat, long seed) {
        return chat.chat(ChatRequest.builder()
                        .messages(UserMessage.from("Hello"))
                        .parameters(SpikingBrainChatRequestParameters.builder()
                                .temperature(2.0)
                                .maxOutputTokens(20)
                                .seed(seed)
                                .build())
                        .build())
                .aiMessage()
                .text();
    }

    private static ChatModel chat(TinyChatModel tiny) {
        return SpikingBrainChatModel.builder().model(tiny.model()).build();
    }

    private static ChatRequest ask(String question, SequenceState memory) {
        return ChatRequest.builder()
                .messages(UserMessage.from(question))
                .parameters(SpikingBrainChatRequestParameters.builder()
                        .memory(memory)
                        .build())
                .build();
    }

    /** A model that thinks long before its first token. */
    private static ScriptedBackend.Script waiting(CountDownLatch running, CountDownLatch goOn) {
        return _ -> {
            running.countDown();
            await(goOn);
            return List.of("Hm.");
        };
    }

    /** One that takes more than a second to say all. */
    private static ScriptedBackend.Script slow(CountDownLatch running) {
        return _ -> {
            running.countDown();
            LockSupport.parkNanos(5_000_000);
            return List.of("x".repeat(LONG));
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitIdle(Scheduler scheduler) {
        while (scheduler.status().running() > 0) {
            Thread.yield();
        }
    }
}
