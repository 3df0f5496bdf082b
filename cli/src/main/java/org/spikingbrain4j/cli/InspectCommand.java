package org.spikingbrain4j.cli;

import java.util.concurrent.Callable;
import org.spikingbrain4j.checkpoint.Checkpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is in a checkpoint. */
@Command(
        name = "inspect",
        description = "Says what is in a checkpoint, without loading it.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain inspect --model ../shared/models/stories260K",
            "  ./spikingbrain inspect --model ../shared/models/stories260K --tensors",
        })
final class InspectCommand implements Callable<Integer> {
    @Mixin
    private ModelFlags model;

    @Option(names = "--tensors", description = "List the tensors too.")
    private boolean tensors;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        try (Checkpoint checkpoint = Checkpoint.open(model.directory())) {
            CheckpointFacts facts = CheckpointFacts.of(checkpoint);
            String text = json.wanted()
                    ? new CheckpointJson(facts, tensors).text()
                    : new CheckpointReport(facts, tensors).text();
            output.console().print(text);
        }
        return ExitCode.OK;
    }
}
