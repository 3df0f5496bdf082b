package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.spikingbrain4j.operators.DataType;

/** Reads elements of any format the back end computes with as F32. */
final class FloatRows {
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private FloatRows() {}

    static boolean reads(DataType type) {
        return switch (type) {
            case F32, BF16, F16, I8 -> true;
            case F64, I64, I32, I16, U8, BOOL -> false;
        };
    }

    /** The element at byte {@code offset}. */
    static float read(DataType type, MemorySegment from, long offset) {
        return switch (type) {
            case F32 -> from.get(FLOAT, offset);
            case BF16 -> Float.intBitsToFloat(from.get(SHORT, offset) << 16);
            case F16 -> Float.float16ToFloat(from.get(SHORT, offset));
            case I8 -> from.get(ValueLayout.JAVA_BYTE, offset);
            case F64, I64, I32, I16, U8, BOOL -> throw new IllegalArgumentException("no kernels for " + type);
        };
    }

    /** Elements from byte {@code offset} into an array. */
    static void read(DataType type, MemorySegment from, long offset, float[] to, int toOffset, int count) {
        read(type, from, offset, MemorySegment.ofArray(to), toOffset * 4L, count);
    }

    /** Elements from byte {@code offset} to byte {@code toOffset}, little-endian. */
    static void read(DataType type, MemorySegment from, long offset, MemorySegment to, long toOffset, int count) {
        switch (type) {
            case F32 -> MemorySegment.copy(from, offset, to, toOffset, count * 4L);
            case BF16 -> readBf16(from, offset, to, toOffset, count);
            case F16 -> readF16(from, offset, to, toOffset, count);
            case I8 -> readI8(from, offset, to, toOffset, count);
            case F64, I64, I32, I16, U8, BOOL -> throw new IllegalArgumentException("no kernels for " + type);
        }
    }

    private static void readBf16(MemorySegment from, long offset, MemorySegment to, long toOffset, int count) {
        for (int i = 0; i < count; i++) {
            to.set(FLOAT, toOffset + i * 4L, Float.intBitsToFloat(from.get(SHORT, offset + i * 2L) << 16));
        }
    }

    private static void readF16(MemorySegment from, long offset, MemorySegment to, long toOffset, int count) {
        for (int i = 0; i < count; i++) {
            to.set(FLOAT, toOffset + i * 4L, Float.float16ToFloat(from.get(SHORT, offset + i * 2L)));
        }
    }

    private static void readI8(MemorySegment from, long offset, MemorySegment to, long toOffset, int count) {
        for (int i = 0; i < count; i++) {
            to.set(FLOAT, toOffset + i * 4L, from.get(ValueLayout.JAVA_BYTE, offset + i));
        }
    }
}
