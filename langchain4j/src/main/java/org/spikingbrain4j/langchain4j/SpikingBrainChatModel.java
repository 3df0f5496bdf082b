package org.spikingbrain4j.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.ChatListener;
import org.spikingbrain4j.inference.ChatReply;
import org.spikingbrain4j.inference.FinishReason;

/** Answers conversations with a SpikingBrain model in this process. Safe for use by several threads. */
public final class SpikingBrainChatModel implements ChatModel, AutoCloseable {
    private final ChatParts parts;

    private SpikingBrainChatModel(ChatParts parts) {
        this.parts = parts;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public SpikingBrainChatRequestParameters defaultRequestParameters() {
        return parts.defaults();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return parts.listeners();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return ChatParts.CAPABILITIES;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return answer(parts.requests().of(request), new Cancellation());
    }

    /** Answers on a thread of its own; cancelling the future ends the generation. */
    @Override
    public CompletableFuture<ChatResponse> doChatAsync(ChatRequest request) {
        Cancellation cancellation = new Cancellation();
        CompletableFuture<ChatResponse> response = new CompletableFuture<>();
        response.whenComplete((_, _) -> {
            if (response.isCancelled()) {
                cancellation.cancel();
            }
        });
        var asked = parts.requests().of(request);
        AnswerThreads.start(() -> {
            try {
                response.complete(answer(asked, cancellation));
            } catch (RuntimeException | Error e) {
                response.completeExceptionally(e);
            }
        });
        return response;
    }

    private ChatResponse answer(org.spikingbrain4j.inference.ChatRequest request, Cancellation cancellation) {
        ChatReply reply = parts.model().answer(request, ChatListener.NONE, cancellation);
        if (reply.generation().finishReason() == FinishReason.CANCELLED) {
            throw Failures.closed();
        }
        return Answer.by(parts.model()).of(reply);
    }

    /** Closes the model where it was opened by the builder. Closing twice is harmless. */
    @Override
    public void close() {
        parts.close();
    }

    /** Collects what the chat model needs. */
    public static final class Builder extends SpikingBrainBuilder<SpikingBrainChatModel, Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        @Override
        SpikingBrainChatModel build(ChatParts parts) {
            return new SpikingBrainChatModel(parts);
        }
    }
}
