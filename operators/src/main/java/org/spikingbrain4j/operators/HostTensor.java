package org.spikingbrain4j.operators;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * A named tensor in host memory: a tensor of a checkpoint, or a state on its way to a file. The data may be a mapped file
 * and larger than 2 GiB; whoever opened it keeps it alive.
 *
 * @param data row-major, little-endian, exactly {@code shape.elements() * dataType.bytes()} bytes, any alignment
 */
public record HostTensor(String name, DataType dataType, Shape shape, MemorySegment data) {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** @throws IllegalArgumentException where the data has another size */
    public HostTensor {
        // Up to 8 · 2^63 bytes, whatever a file claims.
        BigInteger expected = BigInteger.valueOf(shape.elements()).multiply(BigInteger.valueOf(dataType.bytes()));
        if (!expected.equals(BigInteger.valueOf(data.byteSize()))) {
            throw new IllegalArgumentException("tensor %s: %s %s needs %d bytes, found %d"
                    .formatted(name, dataType, shape, expected, data.byteSize()));
        }
    }

    /** An F32 tensor over a copy of {@code values}. */
    public static HostTensor of(String name, Shape shape, float[] values) {
        MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, Float.BYTES)]);
        MemorySegment.copy(values, 0, data, FLOAT, 0, values.length);
        return new HostTensor(name, DataType.F32, shape, data);
    }

    /** An F64 tensor over a copy of {@code values}. */
    public static HostTensor of(String name, Shape shape, double[] values) {
        MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, Double.BYTES)]);
        MemorySegment.copy(values, 0, data, DOUBLE, 0, values.length);
        return new HostTensor(name, DataType.F64, shape, data);
    }

    public long elements() {
        return shape.elements();
    }

    /** The element at a row-major index, exactly; I64 rounds to double. */
    public double value(long index) {
        return switch (dataType) {
            case F64 -> data.get(DOUBLE, index * Double.BYTES);
            case F32 -> data.get(FLOAT, index * Float.BYTES);
            case F16 -> Float.float16ToFloat(data.get(SHORT, index * Short.BYTES));
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, index * Short.BYTES) << 16);
            case I64 -> data.get(LONG, index * Long.BYTES);
            case I32 -> data.get(INT, index * Integer.BYTES);
            case I16 -> data.get(SHORT, index * Short.BYTES);
            case I8 -> data.get(ValueLayout.JAVA_BYTE, index);
            case U8, BOOL -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, index));
        };
    }

    /** All elements as float32. */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(elements())];
        read(0, values, 0, values.length);
        return values;
    }

    /** Copies elements from a row-major index on, as float32. */
    public void read(long from, float[] to, int offset, int count) {
        switch (dataType) {
            case F32 -> MemorySegment.copy(data, FLOAT, from * Float.BYTES, to, offset, count);
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    to[offset + i] = Float.intBitsToFloat(data.get(SHORT, (from + i) * Short.BYTES) << 16);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    to[offset + i] = (float) value(from + i);
                }
            }
        }
    }

    /** All elements as float64. */
    public double[] toDoubles() {
        double[] values = new double[Math.toIntExact(elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(i);
        }
        return values;
    }

    public HostTensor withName(String newName) {
        return new HostTensor(newName, dataType, shape, data);
    }
}
