package org.spikingbrain4j.corpus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a token id is stored, little-endian. */
enum TokenWidth {
    /** Unsigned. */
    U16(2),
    I32(4);

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bytes;

    TokenWidth(int bytes) {
        this.bytes = bytes;
    }

    static TokenWidth of(int vocabularySize) {
        return vocabularySize <= 1 << 16 ? U16 : I32;
    }

    int bytes() {
        return bytes;
    }

    void put(ByteBuffer out, int token) {
        switch (this) {
            case U16 -> out.putShort((short) token);
            case I32 -> out.putInt(token);
        }
    }

    /** Reads neighbouring tokens. */
    void get(MemorySegment shard, long first, int[] to, int offset, int count) {
        switch (this) {
            case U16 -> {
                for (int i = 0; i < count; i++) {
                    to[offset + i] = Short.toUnsignedInt(shard.get(SHORT, 2 * (first + i)));
                }
            }
            case I32 -> MemorySegment.copy(shard, INT, 4 * first, to, offset, count);
        }
    }
}
