package org.spikingbrain4j.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.spikingbrain4j.operators.InsufficientMemoryException;

/**
 * A fixed crew of daemon threads plus whoever calls. Workers spin for a short while between jobs, because the jobs of one
 * pass follow each other within microseconds, and then park, because a thread that spins on a core another thread needs
 * stalls it for milliseconds. Several threads may call; their jobs run one after the other. A task must not call the pool.
 */
final class WorkerPool implements Parallel, AutoCloseable {
    private static final long SPIN_NANOS = 50_000;
    private static final int SPINS_PER_CLOCK_READ = 32;

    private final int workers;
    private final List<Thread> threads = new ArrayList<>();
    private final ReentrantLock turn = new ReentrantLock();

    /** The newest job; a finished one has no task left to take, so a worker that wakes late finds nothing to do. */
    private volatile Job current = new Job(0, (task, worker) -> {}, Thread.currentThread());

    private volatile boolean closed;

    /** @throws InsufficientMemoryException where the machine refuses so many threads */
    WorkerPool(int workers) {
        this.workers = workers;
        for (int worker = 1; worker < workers; worker++) {
            threads.add(start(worker));
        }
    }

    private Thread start(int worker) {
        try {
            return Thread.ofPlatform()
                    .daemon()
                    .name("spikingbrain-cpu-" + worker)
                    .start(() -> work(worker));
        } catch (OutOfMemoryError e) {
            close();
            throw new InsufficientMemoryException(
                    "cannot start thread %d of %d; use fewer threads".formatted(worker + 1, workers), e);
        }
    }

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public void run(int tasks, Task body) {
        if (closed) {
            throw new IllegalStateException("the CPU back end is closed");
        }
        turn.lock();
        try {
            Job job = new Job(tasks, body, Thread.currentThread());
            if (tasks > 1) {
                current = job;
                threads.forEach(LockSupport::unpark);
            }
            job.takeTasks(0);
            await(job::isDone);
            job.rethrow();
        } finally {
            turn.unlock();
        }
    }

    private void work(int worker) {
        Job seen = current;
        seen.takeTasks(worker);
        while (!closed) {
            Job last = seen;
            await(() -> current != last || closed);
            seen = current;
            seen.takeTasks(worker);
        }
    }

    /**
     * Spins, then parks. Whoever makes the condition true unparks; a permit left over only costs one more look. An interrupt
     * is kept for later: a thread that has one pending cannot park.
     */
    private static void await(Condition condition) {
        long start = System.nanoTime();
        boolean interrupted = false;
        for (int spins = 1; !condition.holds(); spins++) {
            Thread.onSpinWait();
            if (spins % SPINS_PER_CLOCK_READ == 0 && System.nanoTime() - start > SPIN_NANOS) {
                LockSupport.park();
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the threads end; harmless when called twice. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(LockSupport::unpark);
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    /** Tasks that are handed out one by one. */
    private static final class Job {
        private final int tasks;
        private final Task body;
        private final Thread caller;
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger finished = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Job(int tasks, Task body, Thread caller) {
            this.tasks = tasks;
            this.body = body;
            this.caller = caller;
        }

        void takeTasks(int worker) {
            for (int task = taken.getAndIncrement(); task < tasks; task = taken.getAndIncrement()) {
                runTask(task, worker);
                if (finished.incrementAndGet() == tasks && worker != 0) {
                    LockSupport.unpark(caller);
                }
            }
        }

        // Errors too: an OutOfMemoryError in a worker must reach the caller, not end the worker.
        @SuppressWarnings("CatchingUnchecked")
        private void runTask(int task, int worker) {
            if (failure.get() != null) {
                return;
            }
            try {
                body.run(task, worker);
            } catch (Throwable t) {
                failure.compareAndSet(null, t);
            }
        }

        boolean isDone() {
            return finished.get() >= tasks;
        }

        void rethrow() {
            switch (failure.get()) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable t -> throw new IllegalStateException(t);
            }
        }
    }
}
