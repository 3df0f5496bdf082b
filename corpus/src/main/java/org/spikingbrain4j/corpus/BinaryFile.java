package org.spikingbrain4j.corpus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A new file that is written from its beginning to its end, little-endian. */
final class BinaryFile implements AutoCloseable {
    private static final int BUFFER = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

    private BinaryFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static BinaryFile create(Path path) {
        try {
            return new BinaryFile(
                    path, FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
        } catch (IOException e) {
            throw FileFailure.writing(path, e);
        }
    }

    void putToken(TokenWidth width, int token) {
        reserve(width.bytes());
        width.put(buffer, token);
    }

    void putLong(long value) {
        reserve(Long.BYTES);
        buffer.putLong(value);
    }

    private void reserve(int bytes) {
        if (buffer.remaining() < bytes) {
            flush();
        }
    }

    private void flush() {
        try {
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
        } catch (IOException e) {
            throw FileFailure.writing(path, e);
        }
    }

    /** Brings all of it to the disk, so that the name that the folder gets at the end never stands for less. */
    void finish() {
        flush();
        try {
            channel.force(true);
        } catch (IOException e) {
            throw FileFailure.writing(path, e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileFailure.writing(path, e);
        }
    }
}
