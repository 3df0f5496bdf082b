package org.spikingbrain4j.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.UUID;
import java.util.stream.IntStream;
import org.spikingbrain4j.inference.ChatReply;
import org.spikingbrain4j.inference.GenerationResult;
import org.spikingbrain4j.inference.ToolCall;

/**
 * An answer as LangChain4j takes it. The model's calls have no ids: here they get some, the same in the stream and in the whole.
 *
 * @param id of the answer
 */
record Answer(String id, String modelName) {
    static Answer by(SpikingBrainModel model) {
        return new Answer(UUID.randomUUID().toString(), model.name());
    }

    ToolExecutionRequest call(int index, ToolCall call) {
        return ToolExecutionRequest.builder()
                .id("%s-%d".formatted(id, index))
                .name(call.name())
                .arguments(call.arguments())
                .build();
    }

    /** @param reply that was not cancelled */
    ChatResponse of(ChatReply reply) {
        AiMessage message = AiMessage.builder()
                .text(reply.text().isEmpty() && !reply.toolCalls().isEmpty() ? null : reply.text())
                .toolExecutionRequests(IntStream.range(0, reply.toolCalls().size())
                        .mapToObj(i -> call(i, reply.toolCalls().get(i)))
                        .toList())
                .build();
        GenerationResult generation = reply.generation();
        ChatResponseMetadata metadata = ChatResponseMetadata.builder()
                .id(id)
                .modelName(modelName)
                .tokenUsage(new TokenUsage(generation.promptTokens(), generation.tokens().length))
                .finishReason(finishReason(reply))
                .build();
        return ChatResponse.builder().aiMessage(message).metadata(metadata).build();
    }

    private static FinishReason finishReason(ChatReply reply) {
        return switch (reply.generation().finishReason()) {
            case LENGTH -> FinishReason.LENGTH;
            case STOP -> reply.toolCalls().isEmpty() ? FinishReason.STOP : FinishReason.TOOL_EXECUTION;
            case CANCELLED -> throw new IllegalArgumentException("a cancelled reply is no answer");
        };
    }
}
