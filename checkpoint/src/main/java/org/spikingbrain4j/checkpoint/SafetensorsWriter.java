package org.spikingbrain4j.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.FileReason;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/**
 * Writes safetensors files, all at once or tensor by tensor in pieces, so that a file may be larger than the memory. It
 * writes under a temporary name beside the target and renames at the end: other programs see the whole file or none.
 *
 * <pre>{@code
 * try (SafetensorsWriter writer = SafetensorsWriter.create(path, entries, metadata)) {
 *     writer.append("a", firstHalf);
 *     writer.append("a", secondHalf);
 *     writer.finish();
 * }
 * }</pre>
 */
public final class SafetensorsWriter implements AutoCloseable {
    private static final long PIECE = 8 << 20;

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final List<Entry> entries;
    private int current;
    private long writtenOfCurrent;

    /** The announcement of one tensor. */
    public record Entry(String name, DataType dataType, Shape shape) {
        /** Bytes of its data. */
        public long bytes() {
            return Math.multiplyExact(shape.elements(), dataType.bytes());
        }
    }

    private SafetensorsWriter(Path target, Path temporary, FileChannel channel, List<Entry> entries) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
        this.entries = List.copyOf(entries);
    }

    /**
     * Writes a whole file, replacing what was there.
     *
     * @throws CheckpointException where it cannot be written; nothing is left then
     * @throws IllegalArgumentException where two tensors have one name
     */
    public static void write(Path target, List<HostTensor> tensors, Map<String, String> metadata) {
        // Wide types first, as the official writer does: every tensor is then aligned to its element.
        List<HostTensor> wideFirst = tensors.stream()
                .sorted(Comparator.comparingInt(tensor -> -tensor.dataType().bytes()))
                .toList();
        List<Entry> entries = wideFirst.stream()
                .map(tensor -> new Entry(tensor.name(), tensor.dataType(), tensor.shape()))
                .toList();
        try (SafetensorsWriter writer = create(target, entries, metadata)) {
            wideFirst.forEach(tensor -> writer.append(tensor.name(), tensor.data()));
            writer.finish();
        }
    }

    /**
     * Starts a file whose data come in pieces, in the order of the entries.
     *
     * @throws CheckpointException where it cannot be written
     * @throws IllegalArgumentException where two tensors have one name
     */
    public static SafetensorsWriter create(Path target, List<Entry> entries, Map<String, String> metadata) {
        ByteBuffer header = SafetensorsHeaderFormat.encode(entries, metadata);
        Path temporary = target.resolveSibling(".%s.%s.tmp".formatted(target.getFileName(), UUID.randomUUID()));
        try {
            FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            return start(new SafetensorsWriter(target, temporary, channel, entries), header);
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    private static SafetensorsWriter start(SafetensorsWriter writer, ByteBuffer header) throws IOException {
        try {
            writer.writeFully(header);
            writer.skipFullTensors();
            return writer;
        } catch (IOException e) {
            writer.close();
            throw e;
        }
    }

    /**
     * Adds bytes to a tensor.
     *
     * @param tensor the next in order; an error where it is another one
     * @param piece little-endian, row-major, any size up to what the tensor still needs
     * @throws IllegalArgumentException where it is not that tensor's turn, or it would be longer than announced
     * @throws CheckpointException where it cannot be written
     */
    public void append(String tensor, MemorySegment piece) {
        if (piece.byteSize() == 0) {
            return;
        }
        if (current == entries.size() || !entries.get(current).name().equals(tensor)) {
            throw new IllegalArgumentException("%s: expected data of %s, found %s".formatted(target, next(), tensor));
        }
        if (piece.byteSize() > missing()) {
            throw new IllegalArgumentException("%s: tensor %s needs %d more bytes, found %d"
                    .formatted(target, tensor, missing(), piece.byteSize()));
        }
        try {
            for (long from = 0; from < piece.byteSize(); from += PIECE) {
                writeFully(piece.asSlice(from, Math.min(PIECE, piece.byteSize() - from))
                        .asByteBuffer());
            }
        } catch (IOException e) {
            throw failure(target, e);
        }
        writtenOfCurrent += piece.byteSize();
        skipFullTensors();
    }

    /**
     * Gives the file its name.
     *
     * @throws IllegalStateException where data are still missing
     * @throws CheckpointException where it cannot be written
     */
    public void finish() {
        if (current < entries.size()) {
            throw new IllegalStateException("%s: %d bytes of %s are missing".formatted(target, missing(), next()));
        }
        try {
            // Without it a power failure could leave the new name on an empty file.
            channel.force(true);
            channel.close();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /** Discards the file where it was not finished. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    private void skipFullTensors() {
        while (current < entries.size() && missing() == 0) {
            current++;
            writtenOfCurrent = 0;
        }
    }

    private long missing() {
        return entries.get(current).bytes() - writtenOfCurrent;
    }

    private String next() {
        return current == entries.size()
                ? "no tensor"
                : "tensor " + entries.get(current).name();
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static CheckpointException failure(Path target, IOException e) {
        return new CheckpointException(
                "%s: cannot write the file: %s; check that the folder exists, may be written, and has space"
                        .formatted(target, FileReason.of(e)),
                e);
    }
}
