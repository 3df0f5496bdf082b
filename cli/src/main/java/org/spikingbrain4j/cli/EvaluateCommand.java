package org.spikingbrain4j.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a model can do. */
@Command(
        name = "evaluate",
        description = "Measures what a model can do: finding facts in long texts, choosing among answers.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {NeedleCommand.class, ChoiceCommand.class},
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain evaluate needle --lengths 256,1024",
            "  ./spikingbrain evaluate choice questions.jsonl",
        })
@SuppressWarnings("UnusedVariable")
final class EvaluateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
