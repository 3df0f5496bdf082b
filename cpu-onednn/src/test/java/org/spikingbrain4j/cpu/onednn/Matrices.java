package org.spikingbrain4j.cpu.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.spikingbrain4j.cpu.IntegerGemm;

/** Random matrices that are parts of larger ones, and the plain loop. */
final class Matrices {
    private static final int UNTOUCHED = 0x5EED_5EED;

    private final int m;
    private final int n;
    private final int k;
    private final int aStride;
    private final int bStride;
    private final int cStride;
    private final byte[] a;
    private final byte[] b;

    /** @param gap of elements before each row of each matrix */
    Matrices(int m, int n, int k, int gap, Random random) {
        this.m = m;
        this.n = n;
        this.k = k;
        aStride = k + gap;
        bStride = n + 2 * gap;
        cStride = n + 3 * gap;
        a = new byte[m * aStride];
        b = new byte[k * bStride];
        random.nextBytes(a);
        random.nextBytes(b);
    }

    /** The whole of c, with what lies between its rows. */
    int[] product(IntegerGemm gemm) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment c = arena.allocate(ValueLayout.JAVA_INT, (long) m * cStride);
            for (long i = 0; i < (long) m * cStride; i++) {
                c.setAtIndex(ValueLayout.JAVA_INT, i, UNTOUCHED);
            }
            // Slices end with their last row, not with its stride.
            gemm.multiply(
                    m,
                    n,
                    k,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, a).asSlice(aStride - k),
                    aStride,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, b).asSlice(bStride - n),
                    bStride,
                    c.asSlice((long) (cStride - n) * Integer.BYTES),
                    cStride);
            return c.toArray(ValueLayout.JAVA_INT);
        }
    }

    int[] expected() {
        int[] c = new int[m * cStride];
        Arrays.fill(c, UNTOUCHED);
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                int sum = 0;
                for (int i = 0; i < k; i++) {
                    sum += a[row * aStride + aStride - k + i] * b[i * bStride + bStride - n + column];
                }
                c[row * cStride + cStride - n + column] = sum;
            }
        }
        return c;
    }

    @Override
    public String toString() {
        return "m=%d n=%d k=%d strides %d %d %d".formatted(m, n, k, aStride, bStride, cStride);
    }
}
