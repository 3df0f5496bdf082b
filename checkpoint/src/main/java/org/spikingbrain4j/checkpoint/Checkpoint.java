package org.spikingbrain4j.checkpoint;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.spikingbrain4j.operators.HostTensor;

/**
 * A model's directory in the Hugging Face layout: its config, and its weights mapped into memory, of which nothing is read
 * before it is used. Close it to unmap; its tensors die with it. Safe for use by several threads.
 */
public final class Checkpoint implements AutoCloseable {
    private final Path directory;
    private final ModelConfig config;
    private final String format;
    private final MappedTensors tensors;

    private Checkpoint(Path directory, ModelConfig config, String format, MappedTensors tensors) {
        this.directory = directory;
        this.config = config;
        this.format = format;
        this.tensors = tensors;
    }

    /**
     * Reads config and headers and maps the weights.
     *
     * @throws CheckpointException where this is no model's directory, or weights are missing or unsound
     * @throws ConfigException where the config is unsound
     * @throws UnsupportedModelException where the config names an unknown kind of model
     */
    @SuppressWarnings("MustBeClosedChecker")
    public static Checkpoint open(Path directory) {
        requireModel(directory);
        ModelConfig config = ModelConfigReader.read(directory);
        WeightFiles files = WeightFiles.find(directory);
        Arena arena = Arena.ofShared();
        try {
            MappedTensors tensors = new MappedTensors(directory, readAll(files, arena), arena);
            return new Checkpoint(directory, config, files.format(), tensors);
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    /**
     * What {@code config.json} says, without the weights.
     *
     * @throws ConfigException where the config is unsound
     * @throws UnsupportedModelException where the config names an unknown kind of model
     */
    public static ModelConfig config(Path directory) {
        requireModel(directory);
        return ModelConfigReader.read(directory);
    }

    /**
     * What a config says that is not in a model's folder.
     *
     * @param where what errors in it begin with
     * @param text as of {@code config.json}
     * @throws ConfigException where the config is unsound
     * @throws UnsupportedModelException where the config names an unknown kind of model
     */
    public static ModelConfig config(String where, String text) {
        return ModelConfigReader.parse(where, text);
    }

    private static void requireModel(Path directory) {
        if (!Files.exists(directory)) {
            throw noModel(directory, "does not exist");
        }
        if (!Files.isDirectory(directory)) {
            throw noModel(directory, "is a file");
        }
        if (!Files.exists(directory.resolve("config.json"))) {
            throw noModel(directory, "has no config.json");
        }
    }

    private static CheckpointException noModel(Path directory, String problem) {
        return new CheckpointException(
                "%s: %s; expected a model's directory with config.json, weights (safetensors or PyTorch) and tokenizer"
                        .formatted(directory, problem));
    }

    private static SortedMap<String, HostTensor> readAll(WeightFiles files, Arena arena) {
        SortedMap<String, HostTensor> all = new TreeMap<>();
        for (Path path : files.paths()) {
            TensorFile shard = files.reader().apply(MappedFile.map(path, arena));
            if (!files.index().isEmpty()) {
                checkAgainstIndex(shard, files.index());
            }
            all.putAll(shard.tensors());
        }
        return all;
    }

    private static void checkAgainstIndex(TensorFile shard, Map<String, Path> index) {
        for (String name : shard.tensors().keySet()) {
            if (!shard.path().equals(index.get(name))) {
                throw new CheckpointException(
                        "%s: tensor %s is here, but the index does not list it for this shard; index and shard do not belong together"
                                .formatted(shard.path(), Quote.of(name)));
            }
        }
        index.forEach((name, path) -> {
            if (path.equals(shard.path()) && !shard.tensors().containsKey(name)) {
                throw new CheckpointException(
                        "%s: tensor %s is missing, though the index lists it; index and shard do not belong together"
                                .formatted(shard.path(), Quote.of(name)));
            }
        });
    }

    public Path directory() {
        return directory;
    }

    public ModelConfig config() {
        return config;
    }

    /** How the linears of its layers are held. */
    public WeightFormat weightFormat() {
        if (config.quantization().isPresent()) {
            return WeightFormat.INT8;
        }
        boolean scales = tensorNames().stream().anyMatch(name -> name.endsWith(WeightFormat.ROUNDING_SCALES));
        return scales ? WeightFormat.W8ASPIKE : WeightFormat.FLOAT;
    }

    /** For people, such as "safetensors, 2 shards". */
    public String format() {
        return format;
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

    /** Sum of the bytes of all tensors. */
    public long bytes() {
        return tensors.all().values().stream()
                .mapToLong(tensor -> tensor.data().byteSize())
                .sum();
    }

    /**
     * Identifies the model: hexadecimal SHA-256 over what the config says about its mathematics and over name, type, shape and
     * samples of every tensor. Tensors up to 16 KiB count in full, of larger ones four pages of 4 KiB, so that 15 GB cost as
     * little as 15 MB; a change between the pages goes unnoticed, retraining does not.
     */
    public String fingerprint() {
        return Fingerprint.of(config, tensors.all().values());
    }

    @Override
    public void close() {
        tensors.close();
    }
}
