package org.spikingbrain4j.cpu.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.spikingbrain4j.cpu.IntegerGemm;
import org.spikingbrain4j.operators.InsufficientMemoryException;

/** The matrix product of oneDNN, on the calling thread. */
final class OneDnnGemm implements IntegerGemm {
    private static final byte NOT_TRANSPOSED = 'N';
    /** One offset for all of c: ours is zero. */
    private static final byte FIXED_OFFSET = 'F';

    private static final byte NO_OFFSET = 0;

    /** The longest sum of products of bytes that fits 32 bits: 2^31 - 1 over 2^14. */
    private static final int LONGEST_SUM = (1 << 17) - 1;

    private static final int SUCCESS = 0;
    private static final int OUT_OF_MEMORY = 1;

    private final OneDnnLibrary library;
    private final String description;
    private final MemorySegment zero = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);

    OneDnnGemm(OneDnnLibrary library, NativePlatform platform) {
        this.library = library;
        this.description = "oneDNN %s (%s)".formatted(library.versionText(), platform.classifier());
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void multiply(
            int m,
            int n,
            int k,
            MemorySegment a,
            long aStride,
            MemorySegment b,
            long bStride,
            MemorySegment c,
            long cStride) {
        if (k > LONGEST_SUM) {
            throw new IllegalArgumentException("k: need at most %d, found %d".formatted(LONGEST_SUM, k));
        }
        checkMatrix("a", m, k, a, aStride, 1);
        checkMatrix("b", k, n, b, bStride, 1);
        checkMatrix("c", m, n, c, cStride, Integer.BYTES);
        if (c.isReadOnly() || c.address() % Integer.BYTES != 0) {
            throw new IllegalArgumentException("c: need writable memory aligned to 4 bytes, found " + c);
        }
        try {
            int before = (int) library.maxThreads().invokeExact();
            // The setting belongs to the thread, which may serve others that want more.
            library.setThreads().invokeExact(1);
            try {
                checkStatus(call(m, n, k, a, aStride, b, bStride, c, cStride), m, n, k);
            } finally {
                library.setThreads().invokeExact(before);
            }
        } catch (Throwable e) {
            throw OneDnnLibrary.unexpected(e);
        }
    }

    private int call(
            long m,
            long n,
            long k,
            MemorySegment a,
            long aStride,
            MemorySegment b,
            long bStride,
            MemorySegment c,
            long cStride)
            throws Throwable {
        return (int) library.gemm()
                .invokeExact(
                        NOT_TRANSPOSED,
                        NOT_TRANSPOSED,
                        FIXED_OFFSET,
                        m,
                        n,
                        k,
                        1f,
                        a,
                        aStride,
                        NO_OFFSET,
                        b,
                        bStride,
                        NO_OFFSET,
                        0f,
                        c,
                        cStride,
                        zero);
    }

    /** A native function reads and writes where it is told to, so what lies outside is found here or never. */
    private static void checkMatrix(
            String name, int rows, int columns, MemorySegment data, long stride, int elementBytes) {
        if (rows < 1 || columns < 1 || stride < columns) {
            throw new IllegalArgumentException(
                    "%s: need at least one row and column and a stride of a row, found [%d, %d] of stride %d"
                            .formatted(name, rows, columns, stride));
        }
        long elements = Math.addExact(Math.multiplyExact(rows - 1L, stride), columns);
        if (!data.isNative() || data.byteSize() / elementBytes < elements) {
            throw new IllegalArgumentException(
                    "%s: [%d, %d] of stride %d needs %d elements outside of the heap, found %s"
                            .formatted(name, rows, columns, stride, elements, data));
        }
    }

    private static void checkStatus(int status, int m, int n, int k) {
        if (status == OUT_OF_MEMORY) {
            throw new InsufficientMemoryException(
                    "oneDNN found no memory for a product of m=%d n=%d k=%d; free memory or use fewer threads"
                            .formatted(m, n, k));
        }
        if (status != SUCCESS) {
            throw new IllegalStateException(
                    "oneDNN refused a product of m=%d n=%d k=%d: status %d".formatted(m, n, k, status));
        }
    }
}
