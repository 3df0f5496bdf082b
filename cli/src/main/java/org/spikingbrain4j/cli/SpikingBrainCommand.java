package org.spikingbrain4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a command: says which commands there are. */
@Command(
        name = "spikingbrain",
        description = "Runs SpikingBrain language models on this machine.",
        mixinStandardHelpOptions = true,
        versionProvider = SpikingBrainCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        subcommands = {
            GenerateCommand.class,
            ChatCommand.class,
            ReadCommand.class,
            AskCommand.class,
            ServeCommand.class,
            PerplexityCommand.class,
            SurpriseCommand.class,
            RecallCommand.class,
            EvaluateCommand.class,
            LogitsCommand.class,
            ConvertCommand.class,
            TrainCommand.class,
            FinetuneCommand.class,
            SampleCommand.class,
            QuantizeCommand.class,
            TrainTokenizerCommand.class,
            TokenizeCommand.class,
            InspectCommand.class,
            SpikesCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            WarmUpCommand.class,
        },
        footer = {
            "",
            "Example:",
            "  ./spikingbrain generate --model ../shared/models/stories260K --max-tokens 50",
            "",
            "Help for a command: spikingbrain COMMAND --help",
        })
final class SpikingBrainCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = SpikingBrainCommand.class.getPackage().getImplementationVersion();
            return new String[] {"spikingbrain " + (version == null ? "(not packaged)" : version)};
        }
    }
}
