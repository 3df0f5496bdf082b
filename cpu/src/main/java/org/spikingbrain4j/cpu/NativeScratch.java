package org.spikingbrain4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory off the heap for one call at a time of one pass; it grows and is kept. */
final class NativeScratch {
    private MemorySegment memory = MemorySegment.NULL;

    /** Undefined contents, aligned to cache lines; what an earlier call got must no longer be used. */
    MemorySegment take(long bytes) {
        if (memory.byteSize() < bytes) {
            memory = OffHeap.allocate(
                    Arena.ofAuto(),
                    bytes,
                    () -> "a pass needs %.1f MB outside of the heap; free memory or use shorter prefill chunks"
                            .formatted(bytes * 1e-6));
        }
        return memory;
    }
}
