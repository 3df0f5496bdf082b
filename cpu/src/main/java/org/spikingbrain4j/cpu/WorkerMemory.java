package org.spikingbrain4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One worker's memory for linear layers, off the heap so that it is aligned to cache lines. */
final class WorkerMemory {
    static final long CACHE_LINE = 64;
    /** Two squares of 512-bit vectors. */
    private static final int EXCHANGE = 2 * 16 * 16;

    private final Arena arena;
    private final int[] exchange = new int[EXCHANGE];
    private final float[] dotSums = new float[12 * 16];
    private MemorySegment panels = MemorySegment.NULL;
    private MemorySegment rows = MemorySegment.NULL;
    private MemorySegment sums = MemorySegment.NULL;

    /** @param arena owns the memory */
    WorkerMemory(Arena arena) {
        this.arena = arena;
    }

    /** Room for one transposition. */
    int[] exchange() {
        return exchange;
    }

    /** Room for the vectors of sums of a tile of dot products: twelve of 512 bits. */
    float[] dotSums() {
        return dotSums;
    }

    /** Room for weight panels. */
    MemorySegment panels(long bytes) {
        if (panels.byteSize() < bytes) {
            panels = allocate(bytes);
        }
        return panels;
    }

    /** Room for copies of weight rows. */
    MemorySegment rows(long bytes) {
        if (rows.byteSize() < bytes) {
            rows = allocate(bytes);
        }
        return rows;
    }

    /** Room for the sums of a linear that visits channels. */
    MemorySegment sums(long bytes) {
        if (sums.byteSize() < bytes) {
            sums = allocate(bytes);
        }
        return sums;
    }

    private MemorySegment allocate(long bytes) {
        return OffHeap.allocate(
                arena,
                bytes,
                () -> "a worker thread needs %.1f MB outside of the heap; free memory or use fewer threads"
                        .formatted(bytes * 1e-6));
    }
}
