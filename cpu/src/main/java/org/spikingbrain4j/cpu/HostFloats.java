package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.spikingbrain4j.operators.InsufficientMemoryException;

/** Moves numbers between arrays and the little-endian memory of host tensors. */
final class HostFloats {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Elements that an array of any JVM can have. */
    static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private HostFloats() {}

    /** Copies floats into memory, from an element index. */
    static void write(float[] from, int offset, int count, MemorySegment to, long index) {
        MemorySegment.copy(from, offset, to, FLOAT, index * Float.BYTES, count);
    }

    /**
     * A zeroed array.
     *
     * @throws InsufficientMemoryException where it cannot be had
     */
    static float[] allocate(long elements, String purpose) {
        if (elements > LARGEST_ARRAY) {
            throw new InsufficientMemoryException("%s: %d numbers do not fit into one array, at most %d do"
                    .formatted(purpose, elements, LARGEST_ARRAY));
        }
        try {
            return new float[(int) elements];
        } catch (OutOfMemoryError e) {
            throw new InsufficientMemoryException(
                    "%s: no heap left for %d MiB; raise -Xmx or use a shorter context"
                            .formatted(purpose, (elements * Float.BYTES) >> 20),
                    e);
        }
    }
}
