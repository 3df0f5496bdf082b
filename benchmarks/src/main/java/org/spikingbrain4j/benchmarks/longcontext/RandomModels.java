package org.spikingbrain4j.benchmarks.longcontext;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Models of random weights in a folder, each made when it is first needed. */
final class RandomModels {
    private static final long SEED = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** More than any text that is measured. */
    private static final int MAX_POSITIONS = 1 << 27;

    private final Path folder;

    RandomModels(Path folder) {
        this.folder = folder;
    }

    /** Folder of a checkpoint for one of our engines. */
    Path checkpoint(ModelShape shape, Engine engine, WeightKind weights) {
        Path directory = folder.resolve("%s-%s-%s".formatted(shape.key(), engine.key(), weights.key()));
        Path config = directory.resolve("config.json");
        try {
            if (!Files.exists(config) || !claimsLength(config)) {
                RandomCheckpoint.of(shape.checkpoint(engine), weights.dataType(), SEED)
                        .write(directory);
                claimLength(config);
            }
        } catch (IOException e) {
            throw new ReportException("%s: cannot be written: %s".formatted(directory, e.getMessage()), e);
        }
        return directory;
    }

    /** A file for llama.cpp. */
    Path gguf(ModelShape shape, WeightKind weights) {
        Path file = folder.resolve("%s-%s.gguf".formatted(shape.key(), weights.key()));
        if (!Files.exists(file)) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new ReportException("%s: cannot be made: %s".formatted(folder, e.getMessage()), e);
            }
            RandomGguf.of(shape, weights.ggufType(), MAX_POSITIONS).write(file);
        }
        return file;
    }

    private static boolean claimsLength(Path config) throws IOException {
        return JSON.readTree(config.toFile()).path("max_position_embeddings").asInt() == MAX_POSITIONS;
    }

    /** Our engine reads no more tokens into a full-attention model than it was made for. */
    private static void claimLength(Path config) throws IOException {
        ObjectNode fields = (ObjectNode) JSON.readTree(config.toFile());
        fields.put("max_position_embeddings", MAX_POSITIONS);
        JSON.writeValue(config.toFile(), fields);
    }
}
