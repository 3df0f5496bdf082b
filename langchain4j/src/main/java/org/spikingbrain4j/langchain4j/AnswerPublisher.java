package org.spikingbrain4j.langchain4j;

import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spikingbrain4j.inference.Cancellation;

/**
 * An answer as a stream of events, begun anew for every subscriber. The generation does not wait for a subscriber, who would hold a
 * place that others wait for: one that is too many events behind gets an error.
 */
final class AnswerPublisher implements Publisher<ChatModelStreamingEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerPublisher.class);

    private static final int MOST_BEHIND = 4096;

    private final BiConsumer<StreamingChatResponseHandler, Cancellation> source;

    /** @param source begins an answer and returns at once */
    AnswerPublisher(BiConsumer<StreamingChatResponseHandler, Cancellation> source) {
        this.source = source;
    }

    @Override
    public void subscribe(Subscriber<? super ChatModelStreamingEvent> subscriber) {
        Cancellation generation = new Cancellation();
        SubmissionPublisher<ChatModelStreamingEvent> events =
                new SubmissionPublisher<>(AnswerThreads::start, MOST_BEHIND);
        events.subscribe(new Guarded(subscriber, generation));
        source.accept(new Events(events, generation), generation);
    }

    /** Makes events of what a handler is told. */
    private record Events(SubmissionPublisher<ChatModelStreamingEvent> events, Cancellation generation)
            implements StreamingChatResponseHandler {
        @Override
        public void onPartialResponse(PartialResponse partialResponse, PartialResponseContext context) {
            offer(partialResponse);
        }

        @Override
        public void onCompleteToolCall(CompleteToolCall completeToolCall) {
            offer(completeToolCall);
        }

        @Override
        public void onCompleteResponse(ChatResponse completeResponse) {
            offer(new CompleteResponse(completeResponse));
            events.close();
        }

        @Override
        public void onError(Throwable error) {
            events.closeExceptionally(error);
        }

        private void offer(ChatModelStreamingEvent event) {
            events.offer(event, (_, _) -> {
                events.closeExceptionally(new IllegalStateException(
                        "the subscriber is %d events behind; request more of them at once".formatted(MOST_BEHIND)));
                generation.cancel();
                return false;
            });
        }
    }

    /** Ends the generation where the subscriber cancels, or fails in what it is told, which counts as cancelling. */
    private static final class Guarded implements Subscriber<ChatModelStreamingEvent> {
        private final Subscriber<? super ChatModelStreamingEvent> subscriber;
        private final Cancellation generation;
        private volatile Runnable leave = () -> {};

        Guarded(Subscriber<? super ChatModelStreamingEvent> subscriber, Cancellation generation) {
            this.subscriber = subscriber;
            this.generation = generation;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            leave = subscription::cancel;
            tell(() -> subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long events) {
                    subscription.request(events);
                }

                @Override
                public void cancel() {
                    Guarded.this.cancel();
                }
            }));
        }

        @Override
        public void onNext(ChatModelStreamingEvent event) {
            tell(() -> subscriber.onNext(event));
        }

        @Override
        public void onError(Throwable failure) {
            tell(() -> subscriber.onError(failure));
        }

        @Override
        public void onComplete() {
            tell(subscriber::onComplete);
        }

        private void tell(Runnable signal) {
            try {
                signal.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("A subscriber failed in what it was told; it is told no more.", e);
                cancel();
            }
        }

        private void cancel() {
            generation.cancel();
            leave.run();
        }
    }
}
