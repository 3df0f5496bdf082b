package org.spikingbrain4j.operators;

import java.util.Arrays;
import java.util.Optional;

/** Element types of checkpoint tensors, by their safetensors names. All are little-endian. */
public enum DataType {
    F64(Double.BYTES),
    F32(Float.BYTES),
    /** IEEE half precision. */
    F16(Short.BYTES),
    /** The upper half of an IEEE float32. */
    BF16(Short.BYTES),
    I64(Long.BYTES),
    I32(Integer.BYTES),
    I16(Short.BYTES),
    I8(Byte.BYTES),
    U8(Byte.BYTES),
    BOOL(Byte.BYTES);

    private final int bytes;

    DataType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** The type of that name, if it is one of these. */
    public static Optional<DataType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }
}
