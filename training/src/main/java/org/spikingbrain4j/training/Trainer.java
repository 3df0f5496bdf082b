package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** A training from its configuration to the trained model. */
public final class Trainer {
    private final TrainingConfig config;
    private final TrainingFolder folder;
    private final int threads;
    private final TrainingListener listener;
    private final Supplier<TrainingTexts> texts;

    /**
     * @param out folder of the training
     * @param threads of libtorch; a resumed training gives the same bits with the same number
     */
    public Trainer(TrainingConfig config, Path out, int threads, TrainingListener listener) {
        this(config, out, threads, listener, () -> StoredTexts.open(config.train(), config.valid()));
    }

    Trainer(TrainingConfig config, Path out, int threads, TrainingListener listener, Supplier<TrainingTexts> texts) {
        this.config = config;
        this.folder = new TrainingFolder(out);
        this.threads = threads;
        this.listener = listener;
        this.texts = texts;
    }

    /**
     * Begins, or goes on.
     *
     * @param resume whether it goes on from the newest checkpoint
     * @param replace whether a training that is there is replaced
     * @return the trained model's folder; empty where the listener stopped it
     * @throws org.spikingbrain4j.operators.SpikingBrainException where something the configuration names is missing or unsound, the
     *     loss is no number any more, or a file cannot be written
     */
    public Optional<Path> run(boolean resume, boolean replace) {
        try (TrainingTexts opened = texts.get()) {
            TrainingCheck check = new TrainingCheck(config, opened);
            Path start = folder.start(config.start());
            if (resume) {
                Checkpoints.requireSome(folder.checkpoints());
                check.requireFitting(start);
            } else {
                folder.begin(config, replace, check);
            }
            try (FolderLock _ = folder.lock()) {
                Origin origin = check.origin(start);
                return new TrainingRun(config, folder, start, opened, origin, threads, listener).run(resume);
            }
        }
    }
}
