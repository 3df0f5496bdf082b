package org.spikingbrain4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.inference.ChatRequest;
import org.spikingbrain4j.inference.GenerationOptions;
import org.spikingbrain4j.inference.ResponseFormat;
import org.spikingbrain4j.inference.SamplingOptions;
import org.spikingbrain4j.inference.ToolChoice;
import org.spikingbrain4j.inference.ToolDefinition;

class RequestsTest {
    private final Requests requests = new Requests("tiny", () -> true);

    @Test
    void whatIsNotSaidHasTheDefaultsOfAllElse() {
        ChatRequest request = of(ChatRequestParameters.builder().build());

        assertThat(request.options()).isEqualTo(GenerationOptions.DEFAULT);
        assertThat(request.tools()).isEmpty();
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Auto());
        assertThat(request.format()).isEqualTo(new ResponseFormat.Text());
        assertThat(request.memory()).isEmpty();
        assertThat(request.messages()).containsExactly(org.spikingbrain4j.tokenizer.ChatMessage.user("Hello"));
    }

    @Test
    void everyParameterArrives() {
        ChatRequest request = of(SpikingBrainChatRequestParameters.builder()
                .modelName("tiny")
                .temperature(0.5)
                .topP(0.9)
                .topK(40)
                .frequencyPenalty(0.1)
                .presencePenalty(0.2)
                .maxOutputTokens(7)
                .stopSequences("END")
                .seed(42)
                .minP(0.05)
                .repetitionPenalty(1.1)
                .build());

        assertThat(request.options())
                .isEqualTo(GenerationOptions.builder()
                        .maxTokens(7)
                        .stop(List.of("END"))
                        .sampling(new SamplingOptions(Map.of(), 1.1, 0.2, 0.1, 0.5, 40, 0.9, 0.05, OptionalLong.of(42)))
                        .build());
    }

    @Test
    void toolsWithAndWithoutParameters() {
        ChatRequest request = of(ChatRequestParameters.builder()
                .toolSpecifications(
                        ToolSpecification.builder()
                                .name("getWeather")
                                .description("of a city")
                                .parameters(JsonObjectSchema.builder()
                                        .addStringProperty("city")
                                        .build())
                                .build(),
                        ToolSpecification.builder().name("getTime").build())
                .build());

        Map<String, Object> city = Map.of("city", Map.of("type", "string"));
        assertThat(request.tools())
                .containsExactly(
                        new ToolDefinition("getWeather", "of a city", Map.of("type", "object", "properties", city)),
                        new ToolDefinition("getTime", "", Map.of("type", "object", "properties", Map.of())));
    }

    @ParameterizedTest
    @EnumSource
    void toolChoices(dev.langchain4j.model.chat.request.ToolChoice choice) {
        ToolChoice expected = switch (choice) {
            case AUTO -> new ToolChoice.Auto();
            case REQUIRED -> new ToolChoice.Required();
            case NONE -> new ToolChoice.None();
        };

        assertThat(of(ChatRequestParameters.builder().toolChoice(choice).build())
                        .toolChoice())
                .isEqualTo(expected);
    }

    @Test
    void formats() {
        JsonObjectSchema city =
                JsonObjectSchema.builder().addStringProperty("city").build();
        JsonSchema schema =
                JsonSchema.builder().name("answer").rootElement(city).build();

        assertThat(format(dev.langchain4j.model.chat.request.ResponseFormat.TEXT))
                .isEqualTo(new ResponseFormat.Text());
        assertThat(format(dev.langchain4j.model.chat.request.ResponseFormat.JSON))
                .isEqualTo(new ResponseFormat.JsonObject());
        assertThat(of(ChatRequestParameters.builder().responseFormat(schema).build())
                        .format())
                .isEqualTo(new ResponseFormat.JsonSchema(Schemas.of(city)));
    }

    @Test
    void anotherModelIsRefused() {
        ChatRequestParameters other =
                ChatRequestParameters.builder().modelName("large").build();

        assertThatThrownBy(() -> requests.require(other))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage(
                        "modelName 'large' is not supported: the model in this process is 'tiny'; leave the parameter out");
    }

    @Test
    void toolsNeedATemplateThatKnowsThem() {
        Requests without = new Requests("tiny", () -> false);
        ToolSpecification tool = ToolSpecification.builder().name("getTime").build();

        assertThatThrownBy(() -> without.require(
                        ChatRequestParameters.builder().toolSpecifications(tool).build()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("tools are not supported");
        assertThatCode(() -> without.require(ChatRequestParameters.builder()
                        .toolSpecifications(tool)
                        .toolChoice(dev.langchain4j.model.chat.request.ToolChoice.NONE)
                        .build()))
                .doesNotThrowAnyException();
    }

    @Test
    void valuesOutsideTheirRangeAreRefused() {
        assertInvalid(ChatRequestParameters.builder().temperature(-1.0).build(), "temperature: ");
        assertInvalid(ChatRequestParameters.builder().topP(0.9).build(), "temperature: ");
        assertInvalid(ChatRequestParameters.builder().maxOutputTokens(-1).build(), "maxTokens: ");
    }

    private void assertInvalid(ChatRequestParameters parameters, String message) {
        assertThatThrownBy(() -> requests.require(parameters))
                .isExactlyInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(message);
    }

    private ResponseFormat format(dev.langchain4j.model.chat.request.ResponseFormat format) {
        return of(ChatRequestParameters.builder().responseFormat(format).build())
                .format();
    }

    private ChatRequest of(ChatRequestParameters parameters) {
        return requests.of(dev.langchain4j.model.chat.request.ChatRequest.builder()
                .messages(UserMessage.from("Hello"))
                .parameters(parameters)
                .build());
    }
}
