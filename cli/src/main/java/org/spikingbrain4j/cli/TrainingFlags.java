package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a training goes, and whether it begins or goes on. */
final class TrainingFlags {
    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "DIR",
            description = "Folder of the training: log, plot, checkpoints, and at the end model/.")
    private Path out;

    @Option(names = "--resume", description = "Go on from the newest checkpoint in --out.")
    private boolean resume;

    @Option(names = "--force", description = "Replace a training that is there already.")
    private boolean force;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of libtorch. Default: all processors. Other numbers round otherwise.")
    private Integer threads;

    /** A training that is ready to run. */
    @FunctionalInterface
    interface Training {
        /** The trained model's folder; empty where the display stopped it. */
        Optional<Path> run(boolean resume, boolean force);
    }

    /** Makes a training of its folder, libtorch's threads and who watches it. */
    @FunctionalInterface
    interface Maker {
        Training make(Path out, int threads, TrainingDisplay display, Interrupt interrupt);
    }

    /** @throws InputException where the flags contradict each other */
    void requireSound() {
        if (resume && force) {
            throw new InputException("--resume and --force: one goes on with a training, the other replaces it");
        }
    }

    /** Trains, and prints the model's folder. Returns the exit code. */
    int run(Console console, Maker maker) {
        int used =
                threads == null ? Runtime.getRuntime().availableProcessors() : Require.positive("--threads", threads);
        try (Interrupt interrupt = Interrupt.checked();
                TrainingDisplay display = new TrainingDisplay(console, interrupt)) {
            Optional<Path> model = maker.make(out, used, display, interrupt).run(resume, force);
            if (model.isEmpty()) {
                console.note("stopped with a checkpoint; go on with --resume");
                return ExitCode.INTERRUPTED;
            }
            console.println(model.get().toString());
            return ExitCode.OK;
        }
    }
}
