package org.spikingbrain4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.spikingbrain4j.checkpoint.OutputFolder;
import org.spikingbrain4j.operators.HostTensor;

/**
 * Where a training keeps what it has: {@code training.json} (the configuration), {@code log.jsonl}, {@code loss.png}, {@code checkpoints/},
 * {@code teacher/} (what a teacher thought), {@code start/} where the model is new, and at the end {@code model/}.
 */
record TrainingFolder(Path path) {
    private static final String CONFIG = "training.json";
    private static final String START = "start";

    Path checkpoints() {
        return path.resolve("checkpoints");
    }

    Path log() {
        return path.resolve("log.jsonl");
    }

    Path plot() {
        return path.resolve("loss.png");
    }

    Path teacher() {
        return path.resolve("teacher");
    }

    /** The model that training begins from. */
    Path start(TrainingConfig.ModelStart start) {
        return switch (start) {
            case TrainingConfig.ModelStart.Fresh _ -> path.resolve(START);
            case TrainingConfig.ModelStart.Folder folder -> folder.directory();
        };
    }

    /**
     * Says early that a training cannot begin here.
     *
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where the folder exists and is not to be replaced, or cannot be made
     */
    void requireFree(boolean replace) {
        OutputFolder.create(path, replace, CONFIG).close();
    }

    /**
     * Makes it, with the configuration and what is new; nothing where the check finds what does not fit.
     *
     * @throws org.spikingbrain4j.operators.SpikingBrainException then, and where the folder exists and is not to be replaced, or holds
     *     what the training reads
     */
    void begin(TrainingConfig config, boolean replace, TrainingCheck check) {
        config.read().forEach(read -> OutputFolder.requireApart(path, read));
        // Nobody trains in what is replaced, nor begins to.
        try (OutputFolder folder = OutputFolder.create(path, replace, CONFIG);
                FolderLock _ = FolderLock.takeWhereThere(path)) {
            Files.writeString(folder.path().resolve(CONFIG), config.text());
            Path start = switch (config.start()) {
                case TrainingConfig.ModelStart.Folder given -> given.directory();
                case TrainingConfig.ModelStart.Fresh fresh -> writeFresh(fresh, config.seed(), folder.path());
            };
            check.requireFitting(start);
            folder.finish();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private static Path writeFresh(TrainingConfig.ModelStart.Fresh fresh, long seed, Path folder) throws IOException {
        Path start = folder.resolve(START);
        FreshModel.write(fresh.config(), fresh.tokenizer(), seed, start);
        return start;
    }

    /**
     * Keeps other trainings out.
     *
     * @throws TrainingException where one runs here
     */
    FolderLock lock() {
        return FolderLock.take(path);
    }

    /**
     * Writes the trained model.
     *
     * @param start folder of the model that it began from
     * @return the model's folder
     */
    Path writeModel(Path start, List<HostTensor> weights) {
        Path target = path.resolve("model");
        try (OutputFolder folder = OutputFolder.forModel(start, target, true)) {
            ModelFiles.write(folder, start, weights);
            folder.finish();
            return target;
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    private static TrainingException failure(Path place, IOException e) {
        return new TrainingException("%s: cannot be written: %s".formatted(place, e.getMessage()), e);
    }
}
