package org.spikingbrain4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, sound or not. */
final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Protocol 2, as torch writes. */
    static Pickle start() {
        return new Pickle().op(0x80, 2);
    }

    Pickle op(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    Pickle op(char opcode) {
        return op((int) opcode);
    }

    Pickle global(String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Pickle text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        return int32(bytes.length).raw(bytes);
    }

    Pickle number(long value) {
        if (value == (int) value) {
            return op('J').int32((int) value);
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        return op(0x8a, Long.BYTES).raw(bytes.array());
    }

    Pickle numbers(long... values) {
        op('(');
        for (long value : values) {
            number(value);
        }
        return op('t');
    }

    Pickle emptyState() {
        return global("collections", "OrderedDict").op(')').op('R');
    }

    Pickle storage(String type, String key, long elements) {
        return op('(').text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .number(elements)
                .op('t')
                .op('Q');
    }

    /** A key and its tensor, with the strides of a contiguous one. */
    Pickle tensor(String name, String type, String key, long elements, long... sizes) {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= sizes[i];
        }
        return view(name, type, key, elements, 0, sizes, strides);
    }

    /** A key and a tensor of any strides. */
    Pickle view(String name, String type, String key, long elements, long offset, long[] sizes, long[] strides) {
        return text(name).view(type, key, elements, offset, sizes, strides);
    }

    Pickle view(String type, String key, long elements, long offset, long[] sizes, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").op('(').storage(type, key, elements);
        return number(offset)
                .numbers(sizes)
                .numbers(strides)
                .op(0x89)
                .emptyState()
                .op('t')
                .op('R');
    }

    byte[] stop() {
        op('.');
        return out.toByteArray();
    }

    private Pickle int32(int value) {
        return raw(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private Pickle raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }
}
