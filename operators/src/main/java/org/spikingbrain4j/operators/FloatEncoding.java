package org.spikingbrain4j.operators;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Writes float32 values in the float formats of checkpoints, rounding to the nearest, ties to even. */
public final class FloatEncoding {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private FloatEncoding() {}

    /**
     * Writes the first values, one after the other.
     *
     * @param type F32, F16 or BF16
     * @param to from its beginning on
     * @throws SpikingBrainException where a finite value is too large for the type
     * @throws IllegalArgumentException where the type is another
     */
    public static void encode(float[] values, int count, DataType type, MemorySegment to) {
        switch (type) {
            case F32 -> MemorySegment.copy(values, 0, to, FLOAT, 0, count);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    short half = Float.floatToFloat16(values[i]);
                    requireKept(values[i], Float.float16ToFloat(half), type);
                    to.set(SHORT, (long) i * Short.BYTES, half);
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    short upper = bfloat16(values[i]);
                    requireKept(values[i], Float.intBitsToFloat(upper << 16), type);
                    to.set(SHORT, (long) i * Short.BYTES, upper);
                }
            }
            default -> throw new IllegalArgumentException("no encoding of floats as " + type);
        }
    }

    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40); // quiet: rounding could make it infinite
        }
        int roundUp = 0x7FFF + (bits >>> 16 & 1);
        return (short) (bits + roundUp >>> 16);
    }

    private static void requireKept(float value, float kept, DataType type) {
        if (Float.isInfinite(kept) && !Float.isInfinite(value)) {
            throw new SpikingBrainException("%s is too large for %s; keep it as F32".formatted(value, type));
        }
    }
}
