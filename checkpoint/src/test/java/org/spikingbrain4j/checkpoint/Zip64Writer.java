package org.spikingbrain4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** Writes zip files in which every size is a 64-bit one, leaving holes instead of zeros. */
final class Zip64Writer {
    private final FileChannel channel;
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private long position;
    private int entries;

    Zip64Writer(FileChannel channel) {
        this.channel = channel;
    }

    /** An entry of zeros that ends with {@code tail}. */
    Zip64Writer entry(String name, long size, byte[] tail) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        long start = position;
        write(record(30)
                .putInt(0x04034b50)
                .putShort((short) 45)
                .putShort(26, (short) text.length)
                .position(30));
        write(ByteBuffer.wrap(text));
        position += size - tail.length;
        write(ByteBuffer.wrap(tail));
        directory.writeBytes(bytes(record(46)
                .putInt(0x02014b50)
                .putInt(20, -1)
                .putInt(24, -1)
                .putShort(28, (short) text.length)
                .putShort(30, (short) (4 + 4 + 2 + 24))
                .putInt(42, -1)));
        directory.writeBytes(text);
        // A field of another kind comes first.
        ByteBuffer extra = record(4 + 4 + 2 + 24)
                .putShort((short) 0x4246)
                .putShort((short) 2)
                .putShort((short) 0);
        extra.putShort((short) 1)
                .putShort((short) 24)
                .putLong(size)
                .putLong(size)
                .putLong(start);
        directory.writeBytes(bytes(extra));
        entries++;
        return this;
    }

    void finish() throws IOException {
        long directoryStart = position;
        write(ByteBuffer.wrap(directory.toByteArray()));
        long end = position;
        write(record(56)
                .putInt(0x06064b50)
                .putLong(44)
                .putLong(24, entries)
                .putLong(32, entries)
                .putLong(40, directory.size())
                .putLong(48, directoryStart)
                .position(56));
        write(record(20).putInt(0x07064b50).putInt(0).putLong(end).putInt(1));
        write(record(22)
                .putInt(0x06054b50)
                .putInt(8, -1)
                .putInt(12, -1)
                .putInt(16, -1)
                .position(22));
    }

    private static byte[] bytes(ByteBuffer record) {
        byte[] bytes = new byte[record.capacity()];
        record.get(0, bytes);
        return bytes;
    }

    private static ByteBuffer record(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer bytes) throws IOException {
        bytes.rewind();
        int length = bytes.remaining();
        channel.write(bytes, position);
        position += length;
    }
}
