package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;

/** An exact integer matrix product from outside, for example of a native library. Safe for several threads. */
public interface IntegerGemm {
    /** For people: library, version, platform. */
    String description();

    /**
     * c[m][n] = sum over k of a[m][k] · b[k][n], exact in 32 bits. The matrices are off-heap and row-major; c overlaps neither
     * a nor b. Runs on the calling thread only, so the caller divides the work.
     *
     * @param m rows of a and c, at least 1
     * @param n columns of b and c, at least 1
     * @param k columns of a and rows of b, at least 1 and so few that every sum fits 32 bits
     * @param a signed bytes [m, k]
     * @param aStride distance between two rows of a in elements, at least k
     * @param b signed bytes [k, n]
     * @param bStride distance between two rows of b in elements, at least n
     * @param c takes int32 [m, n] in machine order, aligned to 4 bytes; what lies between its rows stays as it is
     * @param cStride distance between two rows of c in elements, at least n
     * @throws IllegalArgumentException where a size, a stride or a segment does not fit
     * @throws org.spikingbrain4j.operators.InsufficientMemoryException where the product finds no memory to work in
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
