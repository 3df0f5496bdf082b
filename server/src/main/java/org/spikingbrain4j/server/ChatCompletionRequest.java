package org.spikingbrain4j.server;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.spikingbrain4j.inference.ResponseFormat;
import org.spikingbrain4j.inference.ToolChoice;
import org.spikingbrain4j.inference.ToolDefinition;
import org.spikingbrain4j.tokenizer.ChatMessage;

/**
 * A request for the next message of a conversation.
 *
 * @param topLogprobs how many of the most probable tokens are wanted at every place; empty: no log-probabilities
 */
record ChatCompletionRequest(
        List<ChatMessage> messages,
        List<ToolDefinition> tools,
        ToolChoice toolChoice,
        ResponseFormat format,
        OptionalInt topLogprobs,
        GenerationFields generation) {
    /** Of OpenAI's API, but not of this server. */
    private static final String[] UNSUPPORTED = {
        "audio",
        "function_call",
        "functions",
        "prediction",
        "prompt_cache_key",
        "prompt_cache_retention",
        "reasoning_effort",
        "safety_identifier",
        "web_search_options",
    };

    /**
     * @throws ApiException where a field is unknown, not supported or not as it must be
     */
    static ChatCompletionRequest read(Fields fields, ServedModel model) {
        model.check(fields);
        GenerationFields generation =
                GenerationFields.read(fields, model.limits().defaultMaxTokens(), model);
        fields.refuse(UNSUPPORTED);
        fields.allow("store", false);
        fields.allow("metadata", Map.of());
        fields.allow("service_tier", "auto", "default");
        fields.allow("modalities", List.of("text"));
        fields.allow("verbosity", "medium");
        fields.allow("parallel_tool_calls", true);
        ToolFields tools = ToolFields.read(fields);
        ChatCompletionRequest request = new ChatCompletionRequest(
                MessageFields.read(fields),
                tools.tools(),
                tools.choice(),
                FormatFields.read(fields),
                topLogprobs(fields),
                generation);
        fields.finish();
        request.requireNoContradiction(fields);
        return request;
    }

    /** Whether the answer must be calls of tools. */
    boolean demandsCall() {
        return toolChoice instanceof ToolChoice.Required || toolChoice instanceof ToolChoice.Named;
    }

    private void requireNoContradiction(Fields fields) {
        boolean formed = !(format instanceof ResponseFormat.Text);
        if (demandsCall() && formed) {
            throw fields.invalid("response_format", "text where tool_choice demands a call", "another format");
        }
        if ((demandsCall() || formed) && generation.ignoreEos()) {
            throw fields.invalid("ignore_eos", "false where the answer has a form, which says where it ends", true);
        }
    }

    private static OptionalInt topLogprobs(Fields fields) {
        boolean wanted = fields.flag("logprobs", false);
        OptionalInt top = fields.integer("top_logprobs", 0, GenerationFields.MOST_LOGPROBS);
        if (!wanted && top.isPresent()) {
            throw fields.invalid("top_logprobs", "nothing where logprobs is not true", top.getAsInt());
        }
        return wanted ? OptionalInt.of(top.orElse(0)) : OptionalInt.empty();
    }
}
