package org.spikingbrain4j.benchmarks.serving;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Clients that ask one question after another for a while. */
final class LoadStep {
    private final URI server;
    private final int clients;
    private final Duration time;
    private final IntFunction<String> bodies;
    private final ConcurrentLinkedQueue<StreamedAnswer> answers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();

    /** @param bodies the body of a request, by its number */
    LoadStep(URI server, int clients, Duration time, IntFunction<String> bodies) {
        this.server = server;
        this.clients = clients;
        this.time = time;
        this.bodies = bodies;
    }

    LoadResult run() {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                threads.execute(() -> ask(client, end));
            }
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        return LoadResult.of(clients, taken, List.copyOf(answers), List.copyOf(failures));
    }

    private void ask(HttpClient client, long end) {
        while (System.nanoTime() < end) {
            try {
                answers.add(StreamedAnswer.of(client, server, bodies.apply(asked.getAndIncrement())));
            } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
