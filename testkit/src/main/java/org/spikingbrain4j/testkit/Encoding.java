package org.spikingbrain4j.testkit;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/** Writes float32 values in the formats of checkpoints, rounding to the nearest, ties to even. */
public final class Encoding {
    private Encoding() {}

    /**
     * A tensor of one of the types F64, F32, F16, BF16 and I8.
     *
     * @throws IllegalArgumentException where the type is another
     */
    public static HostTensor encode(String name, DataType type, Shape shape, float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            switch (type) {
                case F64 -> buffer.putDouble(value);
                case F32 -> buffer.putFloat(value);
                case F16 -> buffer.putShort(Float.floatToFloat16(value));
                case BF16 -> buffer.putShort(bfloat16(value));
                case I8 -> buffer.put((byte) Math.clamp(Math.rint(value), Byte.MIN_VALUE, Byte.MAX_VALUE));
                default -> throw new IllegalArgumentException("no encoding of floats as " + type);
            }
        }
        return new HostTensor(name, type, shape, MemorySegment.ofArray(buffer.array()));
    }

    /** The upper half of the float32, rounded to nearest even; for finite values. */
    static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int roundUp = 0x7FFF + ((bits >>> 16) & 1);
        return (short) ((bits + roundUp) >>> 16);
    }
}
