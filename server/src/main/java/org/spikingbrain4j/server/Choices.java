package org.spikingbrain4j.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.spikingbrain4j.inference.Cancellation;

/**
 * Makes the answers of one request, several at once. Of several that share a prompt the first goes ahead until it has read the prompt: the
 * others find what it read. Where one fails, all end.
 */
final class Choices {
    private final int perPrompt;
    private final int atOnce;
    private final Cancellation cancellation;

    /**
     * @param perPrompt answers that share a prompt
     * @param atOnce answers under way
     */
    Choices(int perPrompt, int atOnce, Cancellation cancellation) {
        this.perPrompt = perPrompt;
        this.atOnce = atOnce;
        this.cancellation = cancellation;
    }

    /** Makes one answer. */
    @FunctionalInterface
    interface Maker<T> {
        /**
         * @param index of the answer; of prompt {@code index / perPrompt}
         * @param promptRead to be run when the first token was chosen
         */
        T make(int index, Runnable promptRead);
    }

    /** The answers in order. */
    <T> List<T> make(int count, Maker<T> maker) {
        if (count == 1) {
            return List.of(maker.make(0, () -> {}));
        }
        Semaphore places = new Semaphore(atOnce);
        List<CountDownLatch> read = Stream.generate(() -> new CountDownLatch(1))
                .limit(Math.ceilDiv(count, perPrompt))
                .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = IntStream.range(0, count)
                    .mapToObj(index ->
                            threads.submit(() -> makeInTurn(index, read.get(index / perPrompt), places, maker)))
                    .toList();
            return collect(futures);
        }
    }

    private <T> T makeInTurn(int index, CountDownLatch read, Semaphore places, Maker<T> maker)
            throws InterruptedException {
        if (index % perPrompt != 0) {
            read.await();
        }
        places.acquire();
        try {
            return maker.make(index, read::countDown);
        } catch (RuntimeException | Error e) {
            cancellation.cancel();
            throw e;
        } finally {
            read.countDown();
            places.release();
        }
    }

    private static <T> List<T> collect(List<Future<T>> futures) {
        List<T> made = new ArrayList<>();
        RuntimeException failure = null;
        for (Future<T> future : futures) {
            try {
                made.add(future.get());
            } catch (ExecutionException e) {
                failure = failure == null ? Causes.of(e) : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while answers were made", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return made;
    }
}
