package org.spikingbrain4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.spikingbrain4j.operators.InsufficientMemoryException;

/** Memory off the heap, aligned to cache lines. */
final class OffHeap {
    private OffHeap() {}

    /**
     * Zeroed memory that the arena owns.
     *
     * @param message of the exception
     * @throws InsufficientMemoryException where it cannot be had
     */
    static MemorySegment allocate(Arena arena, long bytes, Supplier<String> message) {
        try {
            return arena.allocate(bytes, WorkerMemory.CACHE_LINE);
        } catch (OutOfMemoryError e) {
            throw new InsufficientMemoryException(message.get(), e);
        }
    }
}
