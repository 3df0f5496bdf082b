package org.spikingbrain4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.spikingbrain4j.checkpoint.OutputFolder;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.checkpoint.Sha256;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.torch.AdamW;

/**
 * The checkpoints of one training, a folder each: the model as it is then, which runs as any other, the optimizer, and the state. A folder
 * appears whole; the last two are kept, so that one is left where the other is damaged.
 */
final class Checkpoints {
    private static final int KEPT = 2;
    private static final String STATE = "state.json";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final List<String> FILES = List.of(ModelFiles.WEIGHTS, OPTIMIZER);
    private static final Pattern FINISHED = Pattern.compile("\\d+-\\d+");

    /** What a process that was killed while it wrote has left. */
    private static final Pattern UNFINISHED = Pattern.compile("\\.\\d+-\\d+\\..*\\.tmp");

    private final Path folder;
    private final Origin origin;
    private final Path start;

    /**
     * @param origin what the training began with
     * @param start folder of the model that it began from
     */
    Checkpoints(Path folder, Origin origin, Path start) {
        this.folder = folder;
        this.origin = origin;
        this.start = start;
    }

    /** What was read of a checkpoint. */
    record Loaded(TrainingState state, SafetensorsFile weights, SafetensorsFile optimizer) implements AutoCloseable {
        /**
         * A tensor of the optimizer. Checkpoints from before weights counted their steps have none of these: all count those of the stage,
         * which is exact where every weight had a gradient in every step, as without experts.
         */
        HostTensor optimizerTensor(String name) {
            return name.endsWith(AdamW.STEPS) && !optimizer.contains(name)
                    ? HostTensor.of(name, Shape.of(1), new double[] {state.step()})
                    : optimizer.tensor(name);
        }

        @Override
        public void close() {
            weights.close();
            optimizer.close();
        }
    }

    void write(TrainingState state, List<HostTensor> weights, List<HostTensor> optimizer) {
        Path target = folder.resolve("%02d-%09d".formatted(state.stage(), state.step()));
        if (Files.isDirectory(target)) {
            remove(target); // a damaged one, which the training went back behind
        }
        try (OutputFolder output = OutputFolder.create(target, false, STATE)) {
            ModelFiles.write(output, start, weights);
            SafetensorsWriter.write(output.path().resolve(OPTIMIZER), optimizer, Map.of());
            Map<String, String> digests = new HashMap<>();
            for (String file : FILES) {
                digests.put(file, Sha256.of(output.path().resolve(file)));
            }
            Files.writeString(output.path().resolve(STATE), new CheckpointState(state, origin, digests).json());
            output.finish();
        } catch (IOException e) {
            throw new TrainingException(
                    "%s: the checkpoint cannot be written: %s; the one before it is whole: free space and use --resume"
                            .formatted(target, e.getMessage()),
                    e);
        }
        folders(folder, FINISHED).stream().skip(KEPT).forEach(Checkpoints::remove);
    }

    /** The folder of the newest one, where there is one. */
    Optional<Path> latest() {
        return folders(folder, FINISHED).stream().findFirst();
    }

    /**
     * Opens the newest checkpoint that is sound.
     *
     * @param damage is told of newer ones that are not
     * @throws TrainingException where there is none, or it began with something else
     */
    Loaded newest(Consumer<String> damage) {
        folders(folder, UNFINISHED).forEach(Checkpoints::remove);
        for (Path checkpoint : folders(folder, FINISHED)) {
            try {
                return read(checkpoint);
            } catch (DamagedException e) {
                damage.accept(e.getMessage());
            }
        }
        throw new TrainingException("%s: none of the checkpoints is sound; begin anew with --force".formatted(folder));
    }

    /**
     * Says early that there is nothing to go on from.
     *
     * @throws TrainingException where there is no checkpoint
     */
    static void requireSome(Path folder) {
        if (folders(folder, FINISHED).isEmpty()) {
            throw new TrainingException(
                    "%s: no checkpoint to resume from; begin without --resume, and with --force where the folder is there already"
                            .formatted(folder));
        }
    }

    /** A checkpoint that cannot be used. */
    private static final class DamagedException extends SpikingBrainException {
        private static final long serialVersionUID = 1L;

        DamagedException(Path checkpoint, String problem) {
            super("%s: damaged: %s; going on from the checkpoint before it".formatted(checkpoint, problem));
        }
    }

    private Loaded read(Path checkpoint) {
        CheckpointState state = sound(checkpoint);
        origin.difference(state.origin()).ifPresent(name -> {
            throw new TrainingException(
                    "%s: belongs to another %s: a resumed training needs the one it began with; give this one another --out, or --force to begin anew"
                            .formatted(checkpoint, name));
        });
        return new Loaded(
                state.state(),
                SafetensorsFile.open(checkpoint.resolve(ModelFiles.WEIGHTS)),
                SafetensorsFile.open(checkpoint.resolve(OPTIMIZER)));
    }

    private static CheckpointState sound(Path checkpoint) {
        try {
            CheckpointState state = CheckpointState.of(Files.readString(checkpoint.resolve(STATE)))
                    .orElseThrow(() -> new DamagedException(checkpoint, STATE + " is not what was written"));
            for (String file : FILES) {
                if (!Sha256.of(checkpoint.resolve(file)).equals(state.files().get(file))) {
                    throw new DamagedException(checkpoint, file + " is not what was written");
                }
            }
            return state;
        } catch (IOException e) {
            throw new DamagedException(checkpoint, e.getMessage());
        }
    }

    /** Newest first. */
    private static List<Path> folders(Path folder, Pattern name) {
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
