package org.spikingbrain4j.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.spikingbrain4j.operators.FileReason;

/**
 * A whole file as memory, read-only; the arena that it was mapped in keeps it alive.
 *
 * @param data any size, 2 GiB and more included
 */
record MappedFile(Path path, MemorySegment data) {
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final byte[] LARGE_FILE_POINTER = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

    /**
     * @throws CheckpointException where the file is missing, no plain file, not readable, or a Git LFS pointer
     */
    static MappedFile map(Path path, Arena arena) {
        // A pipe would block for ever.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CheckpointException("%s: expected a file, found a directory or device".formatted(path));
        }
        try (FileChannel channel = FileChannel.open(path)) {
            MappedFile file =
                    new MappedFile(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
            if (file.startsWith(LARGE_FILE_POINTER)) {
                throw file.error("a Git LFS pointer, not the data; run 'git lfs pull' in its repository");
            }
            return file;
        } catch (NoSuchFileException e) {
            throw new CheckpointException("%s: the file does not exist".formatted(path), e);
        } catch (IOException e) {
            throw new CheckpointException("%s: cannot read the file: %s".formatted(path, FileReason.of(e)), e);
        }
    }

    long size() {
        return data.byteSize();
    }

    boolean startsWith(byte[] prefix) {
        return size() >= prefix.length && Arrays.equals(bytes(0, prefix.length), prefix);
    }

    /** A copy of some bytes, which must lie within the file. */
    byte[] bytes(long offset, int length) {
        return data.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    CheckpointException error(String found) {
        return new CheckpointException("%s: %s".formatted(path, found));
    }

    CheckpointException tensorError(String tensor, String found) {
        return new CheckpointException("%s: tensor %s: %s".formatted(path, Quote.of(tensor), found));
    }
}
