package org.spikingbrain4j.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow.Publisher;
import org.spikingbrain4j.inference.Cancellation;

/**
 * Answers conversations piece by piece with a SpikingBrain model in this process. A handler is called on one thread per answer; calls of
 * tools come whole. Safe for use by several threads.
 */
public final class SpikingBrainStreamingChatModel implements StreamingChatModel, AutoCloseable {
    private final ChatParts parts;

    private SpikingBrainStreamingChatModel(ChatParts parts) {
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

    /** What is not supported is thrown on the caller's thread, as LangChain4j's own models do; all else reaches the handler. */
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        StreamedAnswer answer = new StreamedAnswer(parts.model(), handler, new Cancellation());
        try {
            var asked = parts.requests().of(request);
            AnswerThreads.start(() -> answer.to(asked));
        } catch (InvalidRequestException e) {
            AnswerThreads.start(() -> answer.fail(e));
        }
    }

    /** Nothing is asked before somebody subscribes, and every subscriber gets an answer of its own. */
    @Override
    public Publisher<ChatModelStreamingEvent> doChat(ChatRequest request) {
        var asked = parts.requests().of(request);
        return new AnswerPublisher((handler, cancellation) ->
                AnswerThreads.start(() -> new StreamedAnswer(parts.model(), handler, cancellation).to(asked)));
    }

    /** Closes the model where it was opened by the builder. Closing twice is harmless. */
    @Override
    public void close() {
        parts.close();
    }

    /** Collects what the chat model needs. */
    public static final class Builder extends SpikingBrainBuilder<SpikingBrainStreamingChatModel, Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        @Override
        SpikingBrainStreamingChatModel build(ChatParts parts) {
            return new SpikingBrainStreamingChatModel(parts);
        }
    }
}
