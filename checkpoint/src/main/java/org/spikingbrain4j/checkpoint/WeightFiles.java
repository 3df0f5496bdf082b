package org.spikingbrain4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The files of weights in a model's directory.
 *
 * @param format for people, such as "safetensors, 2 shards"
 * @param reader of their format
 * @param paths the files
 * @param index which file each tensor must be in; empty where there is a single file and no index
 */
record WeightFiles(String format, Function<MappedFile, TensorFile> reader, List<Path> paths, Map<String, Path> index) {

    private enum Format {
        SAFETENSORS("safetensors", "model.safetensors", SafetensorsReader::read),
        PYTORCH("PyTorch", "pytorch_model.bin", TorchReader::read);

        private final String description;
        private final String single;

        @SuppressWarnings("ImmutableEnumChecker") // a method reference without state
        private final Function<MappedFile, TensorFile> reader;

        Format(String description, String single, Function<MappedFile, TensorFile> reader) {
            this.description = description;
            this.single = single;
            this.reader = reader;
        }
    }

    WeightFiles {
        paths = List.copyOf(paths);
        index = Map.copyOf(index);
    }

    /**
     * Chooses safetensors before PyTorch and, as Hugging Face does, a single file before an index.
     *
     * @throws CheckpointException where there are none, or their index is unsound
     */
    static WeightFiles find(Path directory) {
        for (Format format : Format.values()) {
            Path single = directory.resolve(format.single);
            if (Files.exists(single)) {
                return new WeightFiles(format.description + ", 1 file", format.reader, List.of(single), Map.of());
            }
            Path index = directory.resolve(format.single + ".index.json");
            if (Files.exists(index)) {
                return sharded(format, new TreeMap<>(ShardIndex.read(index)));
            }
        }
        throw new CheckpointException(("%s: no weights; expected model.safetensors, model.safetensors.index.json,"
                        + " pytorch_model.bin or pytorch_model.bin.index.json")
                .formatted(directory));
    }

    private static WeightFiles sharded(Format format, Map<String, Path> index) {
        List<Path> paths = index.values().stream().distinct().sorted().toList();
        String description =
                "%s, %d %s".formatted(format.description, paths.size(), paths.size() == 1 ? "shard" : "shards");
        return new WeightFiles(description, format.reader, paths, index);
    }
}
