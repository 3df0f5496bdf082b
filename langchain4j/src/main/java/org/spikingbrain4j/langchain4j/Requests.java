package org.spikingbrain4j.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.spikingbrain4j.inference.ChatRequest;
import org.spikingbrain4j.inference.GenerationOptions;
import org.spikingbrain4j.inference.ResponseFormat;
import org.spikingbrain4j.inference.SamplingOptions;
import org.spikingbrain4j.inference.ToolChoice;
import org.spikingbrain4j.inference.ToolDefinition;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.SequenceState;

/**
 * Requests of LangChain4j as requests of ours.
 *
 * @param modelName the only model that can be asked for
 * @param knowsTools whether the model can be offered tools; asked where there are some
 */
record Requests(String modelName, BooleanSupplier knowsTools) {
    /**
     * @throws UnsupportedFeatureException where it asks for what the model cannot do
     * @throws InvalidRequestException where a value is outside its range, or not the JSON that it has to be
     */
    ChatRequest of(dev.langchain4j.model.chat.request.ChatRequest request) {
        ChatRequestParameters parameters = request.parameters();
        requireModel(parameters);
        return new ChatRequest(
                Messages.of(request.messages()),
                tools(parameters),
                toolChoice(parameters),
                format(parameters),
                options(parameters),
                memory(parameters),
                SpikingBrainModel.CLIENT);
    }

    /**
     * Says early what {@link #of} would refuse.
     *
     * @throws UnsupportedFeatureException as there
     * @throws InvalidRequestException as there
     */
    void require(ChatRequestParameters parameters) {
        requireModel(parameters);
        tools(parameters);
        format(parameters);
        options(parameters);
    }

    private void requireModel(ChatRequestParameters parameters) {
        String asked = parameters.modelName();
        if (asked != null && !asked.equals(modelName)) {
            throw new UnsupportedFeatureException(
                    "modelName '%s' is not supported: the model in this process is '%s'; leave the parameter out"
                            .formatted(asked, modelName));
        }
    }

    private List<ToolDefinition> tools(ChatRequestParameters parameters) {
        boolean offered = !parameters.toolSpecifications().isEmpty()
                && parameters.toolChoice() != dev.langchain4j.model.chat.request.ToolChoice.NONE;
        if (offered && !knowsTools.getAsBoolean()) {
            throw Failures.unsupported("tools", "the model's chat template knows none; leave them out");
        }
        return parameters.toolSpecifications().stream().map(Requests::tool).toList();
    }

    private static ToolDefinition tool(ToolSpecification tool) {
        return new ToolDefinition(
                tool.name(),
                Objects.requireNonNullElse(tool.description(), ""),
                tool.parameters() == null ? Schemas.NO_PARAMETERS : Schemas.of(tool.parameters()));
    }

    private static ToolChoice toolChoice(ChatRequestParameters parameters) {
        return switch (parameters.toolChoice()) {
            case null -> new ToolChoice.Auto();
            case AUTO -> new ToolChoice.Auto();
            case REQUIRED -> new ToolChoice.Required();
            case NONE -> new ToolChoice.None();
        };
    }

    private static ResponseFormat format(ChatRequestParameters parameters) {
        dev.langchain4j.model.chat.request.ResponseFormat format = parameters.responseFormat();
        if (format == null || format.type() == ResponseFormatType.TEXT) {
            return new ResponseFormat.Text();
        }
        return format.jsonSchema() == null
                ? new ResponseFormat.JsonObject()
                : new ResponseFormat.JsonSchema(Schemas.of(format.jsonSchema().rootElement()));
    }

    private static GenerationOptions options(ChatRequestParameters parameters) {
        try {
            GenerationOptions.Builder options =
                    GenerationOptions.builder().sampling(sampling(parameters)).stop(parameters.stopSequences());
            Optional.ofNullable(parameters.maxOutputTokens()).ifPresent(options::maxTokens);
            return options.build();
        } catch (InvalidInputException e) {
            throw Failures.of(e);
        }
    }

    private static SamplingOptions sampling(ChatRequestParameters parameters) {
        SamplingOptions.Builder sampling = SamplingOptions.builder();
        Optional.ofNullable(parameters.temperature()).ifPresent(sampling::temperature);
        Optional.ofNullable(parameters.topP()).ifPresent(sampling::topP);
        Optional.ofNullable(parameters.topK()).ifPresent(sampling::topK);
        Optional.ofNullable(parameters.frequencyPenalty()).ifPresent(sampling::frequencyPenalty);
        Optional.ofNullable(parameters.presencePenalty()).ifPresent(sampling::presencePenalty);
        if (parameters instanceof SpikingBrainChatRequestParameters own) {
            own.seed().ifPresent(sampling::seed);
            own.minP().ifPresent(sampling::minP);
            own.repetitionPenalty().ifPresent(sampling::repetitionPenalty);
        }
        return sampling.build();
    }

    private static Optional<SequenceState> memory(ChatRequestParameters parameters) {
        return parameters instanceof SpikingBrainChatRequestParameters own ? own.memory() : Optional.empty();
    }
}
