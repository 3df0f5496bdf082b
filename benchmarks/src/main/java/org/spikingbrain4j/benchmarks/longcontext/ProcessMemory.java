package org.spikingbrain4j.benchmarks.longcontext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Watches how much memory of this process is resident and no mapped file, on a thread of its own. The heap is committed and touched from
 * the start ({@code -Xms}, {@code AlwaysPreTouch}), so that what is above its size lies outside of it.
 */
final class ProcessMemory implements AutoCloseable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String FIELD = "RssAnon:";
    private static final long INTERVAL_MILLIS = 20;

    private final Thread watcher = Thread.ofPlatform().daemon().start(this::watch);
    private volatile long most = resident();
    private volatile boolean closed;

    /** Most bytes seen since the beginning. */
    long mostResident() {
        return Math.max(most, resident());
    }

    /** Bytes of the heap in use, after collecting what is dead. */
    static long heapInUse() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Bytes of the heap, all of them resident. */
    static long heap() {
        return Runtime.getRuntime().totalMemory();
    }

    @Override
    public void close() {
        closed = true;
        watcher.interrupt();
    }

    private void watch() {
        while (!closed) {
            most = Math.max(most, resident());
            try {
                Thread.sleep(INTERVAL_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** 0 on systems that do not say. */
    private static long resident() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(FIELD))
                    .map(line ->
                            line.substring(FIELD.length()).replace("kB", "").strip())
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
