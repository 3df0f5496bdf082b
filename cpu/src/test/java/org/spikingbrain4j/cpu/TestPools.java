package org.spikingbrain4j.cpu;

import java.util.concurrent.atomic.AtomicInteger;

/** Small implementations of {@link Parallel} for tests. */
final class TestPools {
    private TestPools() {}

    /** Starts {@code workers - 1} threads for every run. */
    static Parallel of(int workers) {
        return new Parallel() {
            @Override
            public int workers() {
                return workers;
            }

            @Override
            public void run(int tasks, Task body) {
                AtomicInteger next = new AtomicInteger();
                Thread[] threads = new Thread[workers - 1];
                for (int i = 0; i < threads.length; i++) {
                    int worker = i + 1;
                    threads[i] = Thread.ofPlatform().start(() -> work(next, tasks, body, worker));
                }
                work(next, tasks, body, 0);
                for (Thread thread : threads) {
                    join(thread);
                }
            }
        };
    }

    private static void work(AtomicInteger next, int tasks, Parallel.Task body, int worker) {
        for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
            body.run(task, worker);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
