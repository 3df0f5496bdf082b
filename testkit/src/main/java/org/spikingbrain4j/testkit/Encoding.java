package org.spikingbrain4j.testkit;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.FloatEncoding;
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
        byte[] bytes = new byte[values.length * type.bytes()];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case F64 -> {
                for (float value : values) {
                    buffer.putDouble(value);
                }
            }
            case I8 -> {
                for (float value : values) {
                    buffer.put((byte) Math.clamp(Math.rint(value), Byte.MIN_VALUE, Byte.MAX_VALUE));
                }
            }
            default -> FloatEncoding.encode(values, values.length, type, MemorySegment.ofArray(bytes));
        }
        return new HostTensor(name, type, shape, MemorySegment.ofArray(bytes));
    }
}
