package org.spikingbrain4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The {@code *.index.json} that says which shard each tensor is in. */
final class ShardIndex {
    /** A plain file name: an index must not reach into other folders. */
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private ShardIndex() {}

    /**
     * The shard of each tensor.
     *
     * @throws CheckpointException where the index is unsound or a shard is missing
     */
    static Map<String, Path> read(Path index) {
        JsonNode weightMap = JsonFile.read(index).path("weight_map");
        if (!(weightMap instanceof ObjectNode map)) {
            throw new CheckpointException("%s: expected weight_map to be an object of tensor and file names, found %s"
                    .formatted(index, JsonFile.describe(weightMap)));
        }
        if (map.isEmpty()) {
            throw new CheckpointException("%s: weight_map names no tensor; download the index again".formatted(index));
        }
        Map<String, Path> shards = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            shards.put(entry.getKey(), shard(index, entry.getKey(), entry.getValue()));
        }
        for (Path shard : new TreeSet<>(shards.values())) {
            if (!Files.exists(shard)) {
                throw new CheckpointException("%s: shard %s is missing; download it into the same folder"
                        .formatted(index, Quote.of(String.valueOf(shard.getFileName()))));
            }
        }
        return shards;
    }

    private static Path shard(Path index, String tensor, JsonNode name) {
        if (!name.isTextual() || !FILE_NAME.matcher(name.asText()).matches()) {
            throw new CheckpointException("%s: tensor %s: expected the name of a file in the same folder, found %s"
                    .formatted(index, Quote.of(tensor), JsonFile.describe(name)));
        }
        return index.resolveSibling(name.asText());
    }
}
