package org.spikingbrain4j.torch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Lets what libtorch computes end before the process does. At the end of a process (Ctrl-C, SIGTERM) the JVM waits 0.3 s for threads in
 * native code and then runs the destructors of libtorch's globals under them, which crashes it; a gradient takes longer.
 */
final class ExitGuard implements AutoCloseable {
    /** Longest wait, s: for what hangs, a crash at the end is the lesser evil. */
    private static final long PATIENCE = 60;

    private final ReentrantReadWriteLock running = new ReentrantReadWriteLock();
    private final Thread atExit = new Thread(this::refuse, "libtorch ends");

    private ExitGuard() {}

    /** One that is asked at the end of the process, until it is closed. */
    static ExitGuard register() {
        ExitGuard guard = new ExitGuard();
        try {
            Runtime.getRuntime().addShutdownHook(guard.atExit);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("the process is ending", e);
        }
        return guard;
    }

    /** Runs native code. Where the process has begun to end, it waits for that end. */
    <T> T run(Supplier<T> computation) {
        running.readLock().lock();
        try {
            return computation.get();
        } finally {
            running.readLock().unlock();
        }
    }

    /** Waits for what runs; it never gives the lock back, so that nothing begins any more. */
    private void refuse() {
        try {
            if (!running.writeLock().tryLock(PATIENCE, TimeUnit.SECONDS)) {
                System.getLogger(ExitGuard.class.getName())
                        .log(System.Logger.Level.WARNING, "libtorch still computes after {0} s", PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs.
        }
    }
}
