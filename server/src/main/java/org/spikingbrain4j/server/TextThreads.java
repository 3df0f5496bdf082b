package org.spikingbrain4j.server;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.spikingbrain4j.tokenizer.Pace;

/**
 * Where texts are rendered, encoded and decoded: a few threads of the platform, which take pieces of all requests in turn. On the virtual
 * threads that serve requests, native code would hold the few carriers of all of them, and streams would stand still meanwhile.
 */
final class TextThreads implements Pace, AutoCloseable {
    private final ThreadPoolExecutor threads;

    /** @param count of threads */
    TextThreads(int count) {
        this.threads = new ThreadPoolExecutor(
                count,
                count,
                0,
                TimeUnit.NANOSECONDS,
                new LinkedBlockingQueue<>(), // at most one piece of each request
                Thread.ofPlatform().daemon().name("texts-", 0).factory());
    }

    /** Half of the processors: a model wants them too. */
    static TextThreads open() {
        return new TextThreads(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    /** Pieces of a work that ends where nobody wants it any more, as {@link Work#requireWanted} does. */
    Pace during(Work work) {
        return piece -> {
            work.requireWanted();
            run(piece);
        };
    }

    @Override
    public void run(Runnable piece) {
        try {
            threads.submit(piece).get();
        } catch (ExecutionException e) {
            throw Causes.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a text was encoded", e);
        }
    }

    /** Pieces that were done. */
    long done() {
        return threads.getCompletedTaskCount();
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
