package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;

/** An exact product of integer matrices from outside, for example of a native library. Safe for use by several threads. */
public interface IntegerGemm {
    /** For people: library and version. */
    String description();

    /**
     * c[i][j] = Σ_p a[i][p] · b[p][j], exact in 32 bits, on the calling thread. All matrices lie row by row off the heap.
     *
     * @param a signed bytes [m, k]
     * @param aStride elements from one row to the next, here and below
     * @param b signed bytes [k, n]
     * @param c 32-bit integers [m, n] in the order of the machine, overwritten
     */
    void multiply(
            int m,
            int n,
            int k,
            MemorySegment a,
            long aStride,
            MemorySegment b,
            long bStride,
            MemorySegment c,
            long cStride);
}
