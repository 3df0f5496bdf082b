package org.spikingbrain4j.cli;

import java.nio.file.Path;
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

    @Mixin
    private TrainingFlags flags;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        flags.requireSound();
        TrainingConfig training = TrainingConfig.read(config);
        return flags.run(
                output.console(), (out, threads, display, _) -> new Trainer(training, out, threads, display)::run);
    }
}
