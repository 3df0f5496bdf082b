package org.spikingbrain4j.testkit;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.DataType;

/**
 * A checkpoint of random weights in the Hugging Face layout, or our quantised one, written in constant memory, the same for the
 * same seed.
 *
 * @param dataType of all weights, F32, F16 or BF16; or I8: linears as integers, all else BF16
 * @param shardBytes no file gets larger, unless one tensor is; with more than one file there is an index
 */
public record RandomCheckpoint(CheckpointShape shape, DataType dataType, long seed, long shardBytes) {

    public RandomCheckpoint {
        if (!List.of(DataType.F32, DataType.F16, DataType.BF16, DataType.I8).contains(dataType)) {
            throw new IllegalArgumentException("data type: need F32, F16, BF16 or I8, found " + dataType);
        }
        if (shardBytes < 1) {
            throw new IllegalArgumentException("shard size: need at least 1 byte, found " + shardBytes);
        }
    }

    /** One of that shape in files of up to 5 GB. */
    public static RandomCheckpoint of(CheckpointShape shape, DataType dataType, long seed) {
        return new RandomCheckpoint(shape, dataType, seed, 5_000_000_000L);
    }

    /** Bytes of all weights. */
    public long bytes() {
        return plan().stream().mapToLong(TensorPlan.Planned::bytes).sum();
    }

    /**
     * Writes weights, index and, last, config.json: a directory without config.json is no checkpoint, so an interrupted run
     * leaves none.
     *
     * @return the directory
     * @throws CheckpointException where the disk does not allow it
     */
    public Path write(Path directory) {
        try {
            Files.createDirectories(directory);
            List<List<TensorPlan.Planned>> shards = shards();
            NormalBlock block = new NormalBlock(seed);
            for (int i = 0; i < shards.size(); i++) {
                writeShard(directory.resolve(fileName(i, shards.size())), shards.get(i), block);
            }
            if (shards.size() > 1) {
                CheckpointJson.writeIndex(directory, bytes(), shards, i -> fileName(i, shards.size()));
            }
            CheckpointJson.writeConfig(directory, shape, dataType);
            return directory;
        } catch (IOException e) {
            throw new CheckpointException("%s: cannot write the checkpoint: %s".formatted(directory, e), e);
        }
    }

    private void writeShard(Path file, List<TensorPlan.Planned> tensors, NormalBlock block) {
        List<SafetensorsWriter.Entry> entries = tensors.stream()
                .map(tensor -> new SafetensorsWriter.Entry(tensor.name(), tensor.dataType(), tensor.shape()))
                .toList();
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, entries, Map.of("format", "pt"))) {
            for (TensorPlan.Planned tensor : tensors) {
                MemorySegment data = block.encode(tensor);
                long missing = tensor.bytes();
                while (missing > 0) {
                    MemorySegment piece = data.asSlice(0, Math.min(missing, data.byteSize()));
                    writer.append(tensor.name(), piece);
                    missing -= piece.byteSize();
                }
            }
            writer.finish();
        }
    }

    private List<List<TensorPlan.Planned>> shards() {
        List<List<TensorPlan.Planned>> shards = new ArrayList<>();
        long room = 0;
        for (TensorPlan.Planned tensor : plan()) {
            if (shards.isEmpty() || tensor.bytes() > room) {
                shards.add(new ArrayList<>());
                room = shardBytes;
            }
            shards.getLast().add(tensor);
            room -= tensor.bytes();
        }
        return shards;
    }

    private List<TensorPlan.Planned> plan() {
        return TensorPlan.of(shape, dataType);
    }

    private static String fileName(int shard, int shards) {
        return shards == 1 ? "model.safetensors" : "model-%05d-of-%05d.safetensors".formatted(shard + 1, shards);
    }
}
