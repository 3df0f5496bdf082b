package org.spikingbrain4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.spikingbrain4j.inference.Cancellation;

@Timeout(30)
class AnswerPublisherTest {
    private static final ChatResponse WHOLE =
            ChatResponse.builder().aiMessage(AiMessage.from("ab")).build();

    private final Collector collector = new Collector(Long.MAX_VALUE, _ -> {});

    @Test
    void everySubscriberGetsAnAnswerOfItsOwn() {
        AnswerPublisher publisher = new AnswerPublisher((handler, _) -> {
            tell(handler, "a");
            tell(handler, "b");
            handler.onCompleteResponse(WHOLE);
        });
        Collector second = new Collector(Long.MAX_VALUE, _ -> {});
        publisher.subscribe(collector);
        publisher.subscribe(second);

        assertThat(within(collector.ended)).isEqualTo("complete");
        assertThat(within(second.ended)).isEqualTo("complete");
        assertThat(collector.events)
                .hasSize(3)
                .endsWith(new CompleteResponse(WHOLE))
                .isEqualTo(second.events);
    }

    @Test
    void anErrorEndsIt() {
        new AnswerPublisher((handler, _) -> handler.onError(new Knowledge.PowerCut())).subscribe(collector);

        assertThat(within(collector.ended)).isEqualTo("power cut");
    }

    @Test
    void aSubscriberThatAsksForTooLittleGetsAnError() {
        CompletableFuture<Cancellation> generation = new CompletableFuture<>();
        Collector slow = new Collector(1, _ -> {});
        new AnswerPublisher((handler, cancellation) -> {
                    generation.complete(cancellation);
                    while (!cancellation.cancelled()) {
                        tell(handler, "a");
                    }
                })
                .subscribe(slow);

        assertThat(within(generation).cancelled()).isTrue();
        within(slow.subscription).request(Long.MAX_VALUE);
        assertThat(within(slow.ended)).matches("the subscriber is \\d+ events behind; request more of them at once");
    }

    @Test
    void aSubscriberThatFailsEndsTheGeneration() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        Collector failing = new Collector(Long.MAX_VALUE, _ -> {
            throw new Knowledge.PowerCut();
        });
        new AnswerPublisher((handler, cancellation) -> {
                    cancellation.whenCancelled(cancelled::countDown);
                    tell(handler, "a");
                    tell(handler, "b");
                })
                .subscribe(failing);

        cancelled.await();
        assertThat(failing.events).hasSize(1);
        assertThat(failing.ended).isNotDone();
    }

    /** Joining alone cannot be interrupted by a test's time limit. */
    private static <T> T within(CompletableFuture<T> result) {
        return result.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void tell(StreamingChatResponseHandler handler, String piece) {
        handler.onPartialResponse(new PartialResponse(piece), new PartialResponseContext(new Unused()));
    }

    private static final class Unused implements dev.langchain4j.model.chat.response.StreamingHandle {
        @Override
        public void cancel() {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    /** Keeps what it is told. */
    private static final class Collector implements Subscriber<ChatModelStreamingEvent> {
        private final List<ChatModelStreamingEvent> events = new ArrayList<>();
        private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
        private final CompletableFuture<String> ended = new CompletableFuture<>();
        private final long first;
        private final Consumer<ChatModelStreamingEvent> reaction;

        Collector(long first, Consumer<ChatModelStreamingEvent> reaction) {
            this.first = first;
            this.reaction = reaction;
        }

        @Override
        public void onSubscribe(Subscription newSubscription) {
            newSubscription.request(first);
            subscription.complete(newSubscription);
        }

        @Override
        public void onNext(ChatModelStreamingEvent event) {
            events.add(event);
            reaction.accept(event);
        }

        @Override
        public void onError(Throwable failure) {
            ended.complete(failure.getMessage());
        }

        @Override
        public void onComplete() {
            ended.complete("complete");
        }
    }
}
