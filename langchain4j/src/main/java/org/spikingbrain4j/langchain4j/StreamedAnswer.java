package org.spikingbrain4j.langchain4j;

import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.ChatListener;
import org.spikingbrain4j.inference.ChatReply;
import org.spikingbrain4j.inference.ChatRequest;
import org.spikingbrain4j.inference.FinishReason;
import org.spikingbrain4j.inference.ToolCall;

/**
 * Passes an answer on to a handler as it comes. An exception of the handler is told to it as an error, and the answer goes on:
 * LangChain4j promises that. Once the handler has cancelled it hears nothing more.
 */
final class StreamedAnswer implements ChatListener, StreamingHandle {
    private static final Logger LOG = LoggerFactory.getLogger(StreamedAnswer.class);

    private final SpikingBrainModel model;
    private final StreamingChatResponseHandler handler;
    private final Cancellation cancellation;
    private final Answer answer;
    private int calls;
    private volatile boolean left; // the generation is also cancelled where the model is closed

    StreamedAnswer(SpikingBrainModel model, StreamingChatResponseHandler handler, Cancellation cancellation) {
        this.model = model;
        this.handler = handler;
        this.cancellation = cancellation;
        this.answer = Answer.by(model);
    }

    /** Answers; returns when all is told. */
    void to(ChatRequest request) {
        try {
            ChatReply reply = model.answer(request, this, cancellation);
            if (reply.generation().finishReason() == FinishReason.CANCELLED) {
                throw Failures.closed();
            }
            tell(() -> handler.onCompleteResponse(answer.of(reply)));
        } catch (RuntimeException | Error e) {
            if (!isCancelled()) {
                fail(e);
            }
        }
    }

    @Override
    public void onWords(String piece) {
        tell(() -> handler.onPartialResponse(new PartialResponse(piece), new PartialResponseContext(this)));
    }

    @Override
    public void onToolCall(ToolCall call) {
        int index = calls++;
        tell(() -> handler.onCompleteToolCall(new CompleteToolCall(index, answer.call(index, call))));
    }

    @Override
    public void cancel() {
        left = true;
        cancellation.cancel();
    }

    @Override
    public boolean isCancelled() {
        return left;
    }

    private void tell(Runnable event) {
        if (isCancelled()) {
            return;
        }
        try {
            event.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    void fail(Throwable failure) {
        try {
            handler.onError(failure);
        } catch (RuntimeException e) {
            LOG.warn("A handler failed in onError; nobody else is told.", e);
        }
    }
}
