package org.spikingbrain4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.tokenizer.TokenizerException;

class TextThreadsTest {
    /** Threads that spin hold what runs them, as native code does: more of them than there are carriers. */
    @Test
    void textsThatTakeLongHoldUpNoVirtualThread() throws InterruptedException {
        AtomicBoolean released = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        List<Thread> requests = new ArrayList<>();
        try (TextThreads texts = new TextThreads(1)) {
            for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                requests.add(Thread.ofVirtual()
                        .start(() -> texts.run(() -> {
                            begun.countDown();
                            while (!released.get()) {
                                Thread.onSpinWait();
                            }
                        })));
            }
            begun.await();
            CountDownLatch stream = new CountDownLatch(1);
            Thread.ofVirtual().start(stream::countDown);
            boolean served = stream.await(30, TimeUnit.SECONDS);
            released.set(true);
            for (Thread request : requests) {
                request.join();
            }
            assertThat(served).isTrue();
            Eventually.holds(() -> texts.done() == requests.size());
        }
    }

    @Test
    void whatGoesWrongIsThrownWhereItIsWaitedFor() {
        try (TextThreads texts = new TextThreads(1)) {
            assertThatThrownBy(() -> texts.get(() -> {
                        throw new TokenizerException("no such text");
                    }))
                    .isInstanceOf(TokenizerException.class)
                    .hasMessage("no such text");
            assertThat(texts.<String>get(() -> Thread.currentThread().getName()))
                    .startsWith("texts-");
        }
    }
}
