package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spikingbrain4j.training.Trainer;
import org.spikingbrain4j.training.TrainingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model in stages, from new weights or from a model that is there. */
@Command(
        name = "train",
        description = {
            "Trains a model as a configuration file says: from new weights, or a converted model beside its teacher, stage by stage.",
            "Ctrl-C stops with a checkpoint; --resume goes on from the newest one, bit by bit as if nothing had happened.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain train --config recipes/base.json --out runs/base",
            "  ./spikingbrain train --config recipes/base.json --out runs/base --resume",
            "  ./spikingbrain generate --model runs/base/model --max-tokens 50",
        })
final class TrainCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "What is trained on what: JSON, explained in docs/training.md.")
    private Path config;

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

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        Console console = output.console();
        if (resume && force) {
            throw new InputException("--resume and --force: one goes on with a training, the other replaces it");
        }
        TrainingConfig training = TrainingConfig.read(config);
        int used =
                threads == null ? Runtime.getRuntime().availableProcessors() : Require.positive("--threads", threads);
        try (Interrupt interrupt = Interrupt.checked();
                TrainingDisplay display = new TrainingDisplay(console, interrupt)) {
            Optional<Path> model = new Trainer(training, out, used, display).run(resume, force);
            if (model.isEmpty()) {
                console.note("stopped with a checkpoint; go on with --resume");
                return ExitCode.INTERRUPTED;
            }
            console.print(model.get().toString());
        }
        return ExitCode.OK;
    }
}
