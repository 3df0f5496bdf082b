package org.spikingbrain4j.training;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * A teacher's residual stream over the windows of a stage, in float32 on disk: later passes over the text read it, and give the same
 * bits. A byte per window says that it is there, and is written last. Close it to unmap.
 */
final class TeacherCache implements AutoCloseable {
    private static final byte PRESENT = 1;

    private final Path file;
    private final Arena arena;
    private final MemorySegment values;
    private final MemorySegment present;
    private final IntUnaryOperator rank;
    private final int vectors;
    private final int hidden;
    private final long windowBytes;

    private TeacherCache(
            Path file,
            Arena arena,
            MemorySegment values,
            MemorySegment present,
            IntUnaryOperator rank,
            int vectors,
            int hidden,
            long windowBytes) {
        this.file = file;
        this.arena = arena;
        this.values = values;
        this.present = present;
        this.rank = rank;
        this.vectors = vectors;
        this.hidden = hidden;
        this.windowBytes = windowBytes;
    }

    /**
     * @param folder is made where it is missing
     * @param name of the teacher, the data, and the order and length of the windows: another name is another cache
     * @param windows that are kept
     * @param rank where a window of the data stands among them
     * @param length tokens of a window
     * @param vectors kept of a token
     * @param hidden channels of a vector
     */
    @SuppressWarnings("MustBeClosedChecker")
    static TeacherCache open(
            Path folder, String name, int windows, IntUnaryOperator rank, int length, int vectors, int hidden) {
        long windowBytes = (long) length * vectors * hidden * Float.BYTES;
        Arena arena = Arena.ofShared();
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(name + ".bin");
            MemorySegment values = map(file, windows * windowBytes, arena);
            MemorySegment present = map(folder.resolve(name + ".present"), windows, arena);
            return new TeacherCache(file, arena, values, present, rank, vectors, hidden, windowBytes);
        } catch (IOException e) {
            arena.close();
            throw new TrainingException(
                    "%s: the teacher's outputs cannot be kept: %s; free %d MB, or use fewer text_tokens"
                            .formatted(folder, e.getMessage(), windows * windowBytes >> 20),
                    e);
        }
    }

    private static MemorySegment map(Path file, long bytes, Arena arena) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
        }
    }

    /** What was kept of a batch, where all of it was. */
    Optional<TeacherOutputs> read(TokenBatch batch) {
        for (int window : batch.windows()) {
            if (!isPresent(window)) {
                return Optional.empty();
            }
        }
        float[][] stream = new float[vectors][batch.rows() * hidden];
        forEachPart(
                batch,
                (_, at, vector, offset, count) ->
                        MemorySegment.copy(values, ValueLayout.JAVA_FLOAT, at, stream[vector], offset, count));
        return Optional.of(new TeacherOutputs(stream, batch.rows(), hidden));
    }

    /**
     * Keeps the windows that are not there yet.
     *
     * @throws TrainingException where the disk is full
     */
    void write(TokenBatch batch, TeacherOutputs outputs) {
        try {
            forEachPart(batch, (window, at, vector, offset, count) -> {
                if (!isPresent(window)) {
                    MemorySegment.copy(outputs.stream()[vector], offset, values, ValueLayout.JAVA_FLOAT, at, count);
                }
            });
            for (int window : batch.windows()) {
                present.set(ValueLayout.JAVA_BYTE, rank.applyAsInt(window), PRESENT);
            }
        } catch (InternalError e) {
            // How the JVM reports that a page of a mapped file has no place on the disk.
            throw new TrainingException(
                    "%s: the teacher's outputs cannot be kept: the disk is full; free space and use --resume, or use fewer text_tokens"
                            .formatted(file),
                    e);
        }
    }

    private boolean isPresent(int window) {
        return present.get(ValueLayout.JAVA_BYTE, rank.applyAsInt(window)) == PRESENT;
    }

    /** One window's run of one vector's values. */
    private interface Part {
        void copy(int window, long at, int vector, int offset, int count);
    }

    private void forEachPart(TokenBatch batch, Part part) {
        int count = batch.windowLength() * hidden;
        for (int i = 0; i < batch.windows().length; i++) {
            for (int vector = 0; vector < vectors; vector++) {
                long at = rank.applyAsInt(batch.windows()[i]) * windowBytes + (long) vector * count * Float.BYTES;
                part.copy(batch.windows()[i], at, vector, i * count, count);
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
