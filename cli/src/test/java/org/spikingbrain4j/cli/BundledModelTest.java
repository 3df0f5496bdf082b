package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.ChatListener;
import org.spikingbrain4j.inference.ChatReply;
import org.spikingbrain4j.inference.ChatRequest;
import org.spikingbrain4j.inference.ChatService;
import org.spikingbrain4j.inference.GenerationOptions;
import org.spikingbrain4j.inference.ResponseFormat;
import org.spikingbrain4j.inference.Scheduler;
import org.spikingbrain4j.inference.SchedulerOptions;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.inference.ToolCall;
import org.spikingbrain4j.inference.ToolChoice;
import org.spikingbrain4j.inference.ToolDefinition;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.tokenizer.ChatMessage;

/** It answers nothing rightly, but in the form asked for. */
class BundledModelTest {
    private static final Path MODEL = Path.of("src/main/bundled-model");
    private static final List<ChatMessage> QUESTION = List.of(ChatMessage.user("What is the weather in Bonn?"));
    private static final ToolDefinition WEATHER = new ToolDefinition(
            "get_weather",
            "The weather of a city",
            Map.of(
                    "type", "object",
                    "properties", Map.of("city", Map.of("type", "string", "maxLength", 20)),
                    "required", List.of("city")));

    @Test
    void callsAToolWhereItMust() throws IOException {
        try (Backend backend = CpuBackend.create(CpuOptions.defaults());
                TextModel model = TextModel.open(MODEL, backend, ModelOptions.DEFAULT);
                Scheduler scheduler = Scheduler.open(model, SchedulerOptions.DEFAULT)) {
            assertThat(model.tokenizer().decode(model.encodeQuestion("Why?"), false))
                    .as("as before it knew tools")
                    .isEqualTo("<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n");
            ChatReply reply = new ChatService(scheduler)
                    .reply(
                            new ChatRequest(
                                    QUESTION,
                                    List.of(WEATHER),
                                    new ToolChoice.Named(WEATHER.name()),
                                    new ResponseFormat.Text(),
                                    GenerationOptions.DEFAULT,
                                    Optional.empty(),
                                    "test"),
                            ChatListener.NONE,
                            Cancellation.none());

            ToolCall call = reply.toolCalls().getFirst();
            assertThat(call.name()).isEqualTo("get_weather");
            assertThat(new ObjectMapper().readTree(call.arguments()).get("city").textValue())
                    .hasSizeLessThanOrEqualTo(2 * 20); // characters, of one or two units
        }
    }
}
