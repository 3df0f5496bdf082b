package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.grammar.Grammar;
import org.spikingbrain4j.grammar.SchemaException;
import org.spikingbrain4j.grammar.TokenMasks;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.tokenizer.ChatMessage;

/** A model of noise that has to answer in form. */
class ChatServiceTest {
    private static final List<ChatMessage> HELLO = List.of(ChatMessage.user("Hello"));
    private static final ToolDefinition WEATHER = new ToolDefinition(
            "get_weather",
            "Weather",
            schema(Map.of(
                    "city",
                    Map.of("enum", List.of("Bonn", "Köln")),
                    "days",
                    Map.of("type", "integer", "minimum", 1, "maximum", 9))));
    private static final ToolDefinition TIME = new ToolDefinition("time", "", Map.of());

    @TempDir
    Path directory;

    private final Backend backend = new ReferenceBackend();
    private TextModel model;
    private Scheduler scheduler;
    private ChatService chat;

    @BeforeEach
    void open() throws IOException {
        model = TinyChatModel.openWithTools(directory, backend);
        scheduler = Scheduler.open(model, SchedulerOptions.DEFAULT);
        chat = new ChatService(scheduler);
    }

    @AfterEach
    void close() {
        scheduler.close();
        model.close();
        backend.close();
    }

    @Test
    void thePromptTellsOfTools() {
        assertThat(prompt(request().tools(WEATHER)))
                .contains(
                        "{\"type\": \"function\", \"function\": {\"name\": \"get_weather\", \"description\": \"Weather\", \"parameters\": {\"type\": \"object\"")
                .endsWith("<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n");
        assertThat(prompt(request().tools(TIME)))
                .contains("{\"type\": \"function\", \"function\": {\"name\": \"time\", \"parameters\": {}}}");
        assertThat(prompt(request().tools(WEATHER).choice(new ToolChoice.None())))
                .isEqualTo(prompt(request()))
                .doesNotContain("get_weather");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aCallThatIsRequiredComes(long seed) throws IOException {
        Heard heard = new Heard();
        ChatReply reply = chat.reply(
                request()
                        .tools(WEATHER)
                        .choice(new ToolChoice.Required())
                        .seed(seed)
                        .build(),
                heard,
                Cancellation.none());

        assertThat(reply.toolCalls()).as(reply.generation().text()).isNotEmpty().isEqualTo(heard.calls);
        for (ToolCall call : reply.toolCalls()) {
            assertThat(call.name()).isEqualTo("get_weather");
            assertThat(new ObjectMapper().readTree(call.arguments()).get("city").textValue())
                    .isIn("Bonn", "Köln");
        }
        assertThat(reply.text()).isEmpty();
        assertThat(heard.words).isEmpty();
        assertThat(reply.generation().text()).startsWith("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {");
    }

    @Test
    void aNamedCallComesOnce() {
        ChatReply reply = reply(request().tools(WEATHER, TIME).choice(new ToolChoice.Named("get_weather")));

        assertThat(reply.toolCalls()).extracting(ToolCall::name).containsExactly("get_weather");
        assertThat(reply.generation().finishReason()).isEqualTo(FinishReason.STOP);
    }

    /** Whatever part of it there is. */
    @Test
    void aDemandedCallThatIsCutOffIsLeftOut() {
        for (int tokens = 1; tokens < 40; tokens += 6) {
            Heard heard = new Heard();
            GenerationOptions few =
                    GenerationOptions.builder().maxTokens(tokens).build();
            ChatReply reply = chat.reply(
                    request()
                            .tools(WEATHER)
                            .choice(new ToolChoice.Required())
                            .options(few)
                            .build(),
                    heard,
                    Cancellation.none());

            assertThat(reply.text()).isEmpty();
            assertThat(heard.words).isEmpty();
            assertThat(reply.toolCalls()).isEmpty();
            assertThat(reply.generation().finishReason()).isEqualTo(FinishReason.LENGTH);
        }
    }

    @Test
    void noiseIsWords() {
        Heard heard = new Heard();
        ChatReply reply = chat.reply(request().tools(WEATHER).seed(3).build(), heard, Cancellation.none());

        assertThat(reply.toolCalls()).isEmpty();
        assertThat(reply.text()).isEqualTo(reply.generation().text()).isEqualTo(heard.words.toString());
    }

    @Test
    void answersInTheFormatAskedFor() throws IOException {
        Map<String, Object> schema = schema(new LinkedHashMap<>(Map.of("ok", Map.of("type", "boolean"))));
        ChatReply reply = reply(request().format(new ResponseFormat.JsonSchema(schema)));
        assertThat(new ObjectMapper().readTree(reply.text()).get("ok").isBoolean())
                .isTrue();

        ChatReply cut = reply(request().format(new ResponseFormat.JsonObject()).seed(2));
        assertThat(cut.text()).startsWith("{");
    }

    /** The order of the properties is part of what was asked. */
    @Test
    void schemasThatDifferInOrderAreTwo() {
        List<String> texts = new ArrayList<>();
        for (List<String> names : List.of(List.of("a", "b"), List.of("b", "a"))) {
            Map<String, Object> properties = new LinkedHashMap<>();
            names.forEach(name -> properties.put(name, Map.of("const", 1)));
            texts.add(reply(request().format(new ResponseFormat.JsonSchema(schema(properties))))
                    .text()
                    .replace(" ", ""));
        }
        assertThat(texts).containsExactly("{\"a\":1,\"b\":1}", "{\"b\":1,\"a\":1}");
    }

    @Test
    void aFormatOrCalls() {
        for (long seed = 1; seed < 6; seed++) {
            ChatReply reply = reply(request()
                    .tools(TIME)
                    .format(new ResponseFormat.JsonSchema(schema(Map.of("ok", Map.of("type", "boolean")))))
                    .seed(seed));
            assertThat(reply.generation().text()).matches("(?s)(\\{\"ok\": ?(true|false)\\})|(<tool_call>\n.*)");
        }
    }

    @Test
    void aMemoryIsReadBeforeTheConversation() {
        int[] document = model.tokenizer().encode("A document of some length.");
        try (SequenceState memory = model.model().newState();
                SequenceState whole = model.model().newState()) {
            model.model().forward(document, memory, LogitsWanted.NONE);
            model.model().forward(document, whole, LogitsWanted.NONE);
            GenerationResult expected = Generator.ofTurns(model)
                    .generate(
                            whole,
                            chat.prompt(request().build()),
                            request().build().options(),
                            GenerationListener.NONE,
                            Cancellation.none());
            ChatReply reply = reply(request().memory(memory));

            assertThat(reply.generation().tokens()).isEqualTo(expected.tokens());
            assertThat(memory.position()).as("stays as it was").isEqualTo(document.length);
        }
    }

    @Test
    void refusesToolsThatItCannotOffer(@TempDir Path other) throws IOException {
        assertThatThrownBy(() -> reply(request().choice(new ToolChoice.Required())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("tools: expected at least one where a call is required, found none");
        assertThatThrownBy(() -> reply(request().tools(TIME).choice(new ToolChoice.Named("x"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("toolChoice: expected one of the tools [time], found x");
        assertThatThrownBy(() -> reply(request().tools(TIME, TIME)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("tools: expected one of each name, found two of the same");
        try (TextModel without = TinyChatModel.open(other, backend, true);
                Scheduler itsScheduler = Scheduler.open(without, SchedulerOptions.DEFAULT)) {
            ChatRequest request = request().tools(TIME).build();
            assertThatThrownBy(() -> new ChatService(itsScheduler).prompt(request))
                    .isInstanceOf(MissingToolTemplateException.class)
                    .hasMessageStartingWith("tools: the model's chat template knows none");
        }
    }

    @Test
    void refusesWhatItCannotEnforce() {
        Map<String, Object> pattern = Map.of("type", "object", "properties", Map.of("x", Map.of("pattern", "y")));
        assertThatThrownBy(() -> reply(request().format(new ResponseFormat.JsonSchema(pattern))))
                .isInstanceOf(SchemaException.class)
                .hasMessageStartingWith("schema: /properties/x/pattern: ");
        assertThatThrownBy(() -> reply(
                        request().tools(new ToolDefinition("f", "", pattern)).choice(new ToolChoice.Required())))
                .isInstanceOf(SchemaException.class)
                .hasMessageStartingWith("tool 'f': schema: /properties/x/pattern: ");
        assertThatThrownBy(() -> reply(request()
                        .tools(new ToolDefinition("f", "", Map.of("type", "string")))
                        .choice(new ToolChoice.Required())))
                .isInstanceOf(SchemaException.class)
                .hasMessageStartingWith("tool 'f': schema: expected one of an object");
        GenerationOptions own = GenerationOptions.builder()
                .grammar(TokenMasks.of(model.tokenVocabulary(), Grammar.text("x")))
                .build();
        assertThatThrownBy(() -> reply(request().options(own).format(new ResponseFormat.JsonObject())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("grammar: expected none in the options");
    }

    @Test
    void refusesAModelWithoutTemplate(@TempDir Path other) throws IOException {
        try (TextModel plain = TinyChatModel.open(other, backend, false);
                Scheduler itsScheduler = Scheduler.open(plain, SchedulerOptions.DEFAULT)) {
            assertThatThrownBy(
                            () -> new ChatService(itsScheduler).prompt(request().build()))
                    .isInstanceOf(MissingChatTemplateException.class);
        }
    }

    @Test
    void callsAndResultsAreMessagesAgain() {
        ToolCall call = new ToolCall("time", "{\"zone\": \"CET\"}");
        List<ChatMessage> messages = List.of(
                ChatMessage.user("Late?"),
                new ChatMessage("assistant", "", List.of(call.inMessage(Optional.of("call_1")))),
                new ChatMessage("tool", "noon", List.of(), Optional.of("call_1"), Optional.of("time")));

        assertThat(prompt(request().messages(messages).tools(TIME)))
                .contains(
                        "<tool_call>\n{\"name\": \"time\", \"arguments\": {\"zone\": \"CET\"}}\n</tool_call>", "noon");
        for (String arguments : List.of("", "[1]", "null", "{} {}", "{")) {
            assertThatThrownBy(() -> new ToolCall("time", arguments).inMessage(Optional.empty()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("arguments of the call of 'time': expected a JSON object");
        }
    }

    private ChatReply reply(Request request) {
        return chat.reply(request.build(), ChatListener.NONE, Cancellation.none());
    }

    private String prompt(Request request) {
        return model.tokenizer().decode(chat.prompt(request.build()), false);
    }

    private static Request request() {
        return new Request();
    }

    private static Map<String, Object> schema(Map<String, ?> properties) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", List.copyOf(properties.keySet()));
        schema.put("additionalProperties", false);
        return schema;
    }

    private static final class Heard implements ChatListener {
        private final StringBuilder words = new StringBuilder();
        private final List<ToolCall> calls = new ArrayList<>();

        @Override
        public void onWords(String piece) {
            words.append(piece);
        }

        @Override
        public void onToolCall(ToolCall call) {
            calls.add(call);
        }
    }

    private static final class Request {
        private List<ChatMessage> messages = HELLO;
        private List<ToolDefinition> tools = List.of();
        private ToolChoice choice = new ToolChoice.Auto();
        private ResponseFormat format = new ResponseFormat.Text();
        private GenerationOptions options = options(1);
        private Optional<SequenceState> memory = Optional.empty();

        Request messages(List<ChatMessage> newMessages) {
            messages = newMessages;
            return this;
        }

        Request tools(ToolDefinition... newTools) {
            tools = List.of(newTools);
            return this;
        }

        Request choice(ToolChoice newChoice) {
            choice = newChoice;
            return this;
        }

        Request format(ResponseFormat newFormat) {
            format = newFormat;
            return this;
        }

        Request options(GenerationOptions newOptions) {
            options = newOptions;
            return this;
        }

        Request seed(long seed) {
            options = options(seed);
            return this;
        }

        Request memory(SequenceState newMemory) {
            memory = Optional.of(newMemory);
            return this;
        }

        ChatRequest build() {
            return new ChatRequest(messages, tools, choice, format, options, memory, "test");
        }

        private static GenerationOptions options(long seed) {
            return GenerationOptions.builder()
                    .maxTokens(2000)
                    .sampling(SamplingOptions.builder()
                            .temperature(1)
                            .seed(seed)
                            .logitBias(Map.of(TinyChatModel.END_OF_TURN, 5.0))
                            .build())
                    .build();
        }
    }
}
