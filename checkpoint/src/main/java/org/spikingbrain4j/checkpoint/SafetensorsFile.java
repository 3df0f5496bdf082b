package org.spikingbrain4j.checkpoint;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Function;
import org.spikingbrain4j.operators.HostTensor;

/**
 * One safetensors file, memory-mapped, without a model around it: a saved state, logits, test vectors. Close it to unmap;
 * its tensors die with it. Safe for use by several threads.
 */
public final class SafetensorsFile implements AutoCloseable {
    private final Path path;
    private final Map<String, String> metadata;
    private final MappedTensors tensors;

    private SafetensorsFile(TensorFile file, Arena arena) {
        this.path = file.path();
        this.metadata = file.metadata();
        this.tensors = new MappedTensors(path, file.tensors(), arena);
    }

    /**
     * Reads the header and maps the data.
     *
     * @throws CheckpointException where the file is missing or not a sound safetensors file
     */
    public static SafetensorsFile open(Path path) {
        return open(path, SafetensorsReader::read);
    }

    /**
     * The same for a file that was written here.
     *
     * @param remedy what helps where it is damaged, as the end of a sentence: "read the text again"
     */
    public static SafetensorsFile open(Path path, String remedy) {
        return open(path, mapped -> SafetensorsReader.read(mapped, remedy));
    }

    @SuppressWarnings("MustBeClosedChecker")
    private static SafetensorsFile open(Path path, Function<MappedFile, TensorFile> reader) {
        Arena arena = Arena.ofShared();
        try {
            return new SafetensorsFile(reader.apply(MappedFile.map(path, arena)), arena);
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    public SortedSet<String> tensorNames() {
        return tensors.names();
    }

    public boolean contains(String name) {
        return tensors.contains(name);
    }

    /**
     * The tensor of that name, a view of the file.
     *
     * @throws CheckpointException where there is none
     * @throws IllegalStateException after close
     */
    public HostTensor tensor(String name) {
        return tensors.tensor(name);
    }

    /** The texts under {@code __metadata__}. */
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public void close() {
        tensors.close();
    }
}
