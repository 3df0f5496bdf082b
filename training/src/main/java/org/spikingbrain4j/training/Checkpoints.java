package org.spikingbrain4j.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.spikingbrain4j.checkpoint.OutputFolder;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.checkpoint.Sha256;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * The checkpoints of one training, a folder each: weights, optimizer, state. A folder appears whole; the last two are kept, so that
 * one is left where the other is damaged.
 */
final class Checkpoints {
    private static final int KEPT = 2;
    private static final String STATE = "state.json";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String DIGEST = "sha256";
    private static final Pattern FINISHED = Pattern.compile("\\d+-\\d+");

    /** What a process that was killed while it wrote has left. */
    private static final Pattern UNFINISHED = Pattern.compile("\\.\\d+-\\d+\\..*\\.tmp");

    private final Path folder;
    private final String config;
    private final JsonMapper mapper = JsonMapper.builder().build();

    /** @param config digest of the configuration */
    Checkpoints(Path folder, String config) {
        this.folder = folder;
        this.config = config;
    }

    /** What was read of a checkpoint. */
    record Loaded(TrainingState state, SafetensorsFile weights, SafetensorsFile optimizer) implements AutoCloseable {
        @Override
        public void close() {
            weights.close();
            optimizer.close();
        }
    }

    void write(TrainingState state, List<HostTensor> weights, List<HostTensor> optimizer) {
        Path target = folder.resolve("%02d-%09d".formatted(state.stage(), state.step()));
        try (OutputFolder output = OutputFolder.create(target, true, STATE)) {
            SafetensorsWriter.write(output.path().resolve(WEIGHTS), weights, Map.of());
            SafetensorsWriter.write(output.path().resolve(OPTIMIZER), optimizer, Map.of());
            ObjectNode json = mapper.createObjectNode();
            json.put("stage", state.stage());
            json.put("step", state.step());
            json.put("log_length", state.logLength());
            json.put("config", config);
            json.putObject(DIGEST)
                    .put(WEIGHTS, Sha256.of(output.path().resolve(WEIGHTS)))
                    .put(OPTIMIZER, Sha256.of(output.path().resolve(OPTIMIZER)));
            Files.writeString(output.path().resolve(STATE), json.toPrettyString() + "\n");
            output.finish();
        } catch (IOException e) {
            throw new TrainingException(
                    "%s: the checkpoint cannot be written: %s; the one before it is whole: free space and use --resume"
                            .formatted(target, e.getMessage()),
                    e);
        }
        removeOld();
    }

    /**
     * The newest checkpoint that is sound.
     *
     * @param damage is told of newer ones that are not
     * @throws TrainingException where there is none, or it belongs to another configuration
     */
    Loaded newest(Consumer<String> damage) {
        folders(UNFINISHED).forEach(Checkpoints::remove);
        for (Path checkpoint : newestFirst()) {
            try {
                return read(checkpoint);
            } catch (DamagedException e) {
                damage.accept(e.getMessage());
            }
        }
        throw none();
    }

    /**
     * Says early that there is nothing to go on from.
     *
     * @throws TrainingException where there is no checkpoint
     */
    void requireSome() {
        if (newestFirst().isEmpty()) {
            throw none();
        }
    }

    private TrainingException none() {
        return new TrainingException(
                "%s: no checkpoint to resume from; begin without --resume, and with --force where the folder is there already"
                        .formatted(folder));
    }

    /** A checkpoint that cannot be used. */
    private static final class DamagedException extends SpikingBrainException {
        private static final long serialVersionUID = 1L;

        DamagedException(Path checkpoint, String problem) {
            super("%s: damaged: %s; going on from the checkpoint before it".formatted(checkpoint, problem));
        }
    }

    private Loaded read(Path checkpoint) {
        JsonNode json;
        try {
            json = mapper.readTree(Files.readString(checkpoint.resolve(STATE)));
            for (String file : List.of(WEIGHTS, OPTIMIZER)) {
                String expected = json.path(DIGEST).path(file).asText();
                if (!expected.equals(Sha256.of(checkpoint.resolve(file)))) {
                    throw new DamagedException(checkpoint, file + " is not what was written");
                }
            }
        } catch (IOException e) {
            throw new DamagedException(checkpoint, e.getMessage());
        }
        if (!json.path("config").asText().equals(config)) {
            throw new TrainingException(
                    "%s: belongs to another configuration: a resumed training needs the one it began with; give it another --out, or --force to begin anew"
                            .formatted(checkpoint));
        }
        TrainingState state = new TrainingState(
                json.path("stage").asInt(),
                json.path("step").asLong(),
                json.path("log_length").asLong());
        return new Loaded(
                state,
                SafetensorsFile.open(checkpoint.resolve(WEIGHTS)),
                SafetensorsFile.open(checkpoint.resolve(OPTIMIZER)));
    }

    private List<Path> newestFirst() {
        return folders(FINISHED);
    }

    private List<Path> folders(Pattern name) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(
                            path -> name.matcher(path.getFileName().toString()).matches())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new TrainingException("%s: cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private void removeOld() {
        newestFirst().stream().skip(KEPT).forEach(Checkpoints::remove);
    }

    private static void remove(Path checkpoint) {
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(checkpoint);
        } catch (IOException e) {
            throw new TrainingException("%s: cannot be removed: %s".formatted(checkpoint, e.getMessage()), e);
        }
    }
}
