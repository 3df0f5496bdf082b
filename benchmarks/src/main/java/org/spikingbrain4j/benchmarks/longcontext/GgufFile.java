package org.spikingbrain4j.benchmarks.longcontext;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * A file in GGUF, version 3: header, metadata, tensor list, and the data at multiples of 32 bytes. Little-endian. Data are written
 * piece by piece: a file may be larger than the memory.
 *
 * @param metadata values are Integer (written as UINT32), Float (FLOAT32) or String
 */
record GgufFile(Map<String, Object> metadata, List<Tensor> tensors) {
    private static final int MAGIC = 0x46554747; // "GGUF"
    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32;
    private static final int UINT32 = 4;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;

    /**
     * One tensor.
     *
     * @param dimensions innermost first, as the format has them: a matrix is [in, out]
     * @param data writes exactly {@link #bytes} bytes
     */
    record Tensor(String name, GgufType type, List<Long> dimensions, Data data) {
        long bytes() {
            return type.bytes(dimensions.stream().reduce(1L, (a, b) -> a * b));
        }
    }

    /** Writes the data of a tensor. */
    @FunctionalInterface
    interface Data {
        void write(OutputStream out) throws IOException;
    }

    /** @throws ReportException where the disk does not allow it */
    void write(Path file) {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 20)) {
                byte[] header = header();
                out.write(header);
                out.write(new byte[padding(header.length)]);
                for (Tensor tensor : tensors) {
                    tensor.data.write(out);
                    out.write(new byte[padding(tensor.bytes())]);
                }
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ReportException("%s: cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }

    private byte[] header() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, Integer.BYTES, MAGIC);
        put(out, Integer.BYTES, VERSION);
        put(out, Long.BYTES, tensors.size());
        put(out, Long.BYTES, metadata.size());
        metadata.forEach((key, value) -> putEntry(out, key, value));
        long offset = 0;
        for (Tensor tensor : tensors) {
            putString(out, tensor.name);
            put(out, Integer.BYTES, tensor.dimensions.size());
            tensor.dimensions.forEach(size -> put(out, Long.BYTES, size));
            put(out, Integer.BYTES, tensor.type.code());
            put(out, Long.BYTES, offset);
            offset += tensor.bytes() + padding(tensor.bytes());
        }
        return out.toByteArray();
    }

    private static void putEntry(ByteArrayOutputStream out, String key, Object value) {
        putString(out, key);
        switch (value) {
            case Integer number -> {
                put(out, Integer.BYTES, UINT32);
                put(out, Integer.BYTES, number);
            }
            case Float number -> {
                put(out, Integer.BYTES, FLOAT32);
                put(out, Integer.BYTES, Float.floatToIntBits(number));
            }
            case String text -> {
                put(out, Integer.BYTES, STRING);
                putString(out, text);
            }
            default ->
                throw new IllegalArgumentException(
                        "%s: expected Integer, Float or String, found %s".formatted(key, value.getClass()));
        }
    }

    private static void putString(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put(out, Long.BYTES, bytes.length);
        out.writeBytes(bytes);
    }

    private static void put(ByteArrayOutputStream out, int bytes, long value) {
        byte[] whole = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        out.write(whole, 0, bytes);
    }

    private static int padding(long bytes) {
        return (int) (-bytes & (ALIGNMENT - 1));
    }
}
