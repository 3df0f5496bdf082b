package org.spikingbrain4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.spikingbrain4j.inference.FinishReason;
import org.spikingbrain4j.inference.GenerationOptions;
import org.spikingbrain4j.inference.GenerationResult;
import org.spikingbrain4j.inference.Generator;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Goes on with a prompt. */
@Command(
        name = "generate",
        description = "Goes on with a prompt, on standard output as it comes; an empty one begins a new text.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain generate --model ../shared/models/stories260K \\",
            "      --prompt \"Once upon a time\" --max-tokens 50",
            "  echo \"Lily saw a cat\" | ./spikingbrain generate --quiet \\",
            "      --model ../shared/models/stories260K --temperature 0.8 --seed 1",
            "  ./spikingbrain generate --model ../shared/models/stories260K \\",
            "      --prompt Lily --max-tokens 5 --json --logprobs 2",
            "  ./spikingbrain generate --model ../shared/models/stories260K \\",
            "      --prompt Lily --max-tokens 20 --spiking auto --stats",
        })
final class GenerateCommand implements Callable<Integer> {
    @Mixin
    private ModelFlags model;

    @Mixin
    private PromptFlags prompt;

    @Mixin
    private SamplingFlags sampling;

    @Mixin
    private StatisticsFlag stats;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() throws IOException {
        Console console = output.console();
        Path directory = model.directory();
        GenerationOptions options = sampling.options(json.wanted());
        String text = prompt.text();
        try (Backend backend = stats.over(runtime.open());
                TextModel textModel = TextModel.open(directory, backend, model.options())) {
            stats.requirePossible(textModel.model());
            console.note(StartLine.of(directory, textModel.model(), backend));
            return generate(textModel, textModel.encodePrompt(text), options, console);
        }
    }

    private int generate(TextModel textModel, int[] tokens, GenerationOptions options, Console console) {
        ShownGeneration generation =
                new ShownGeneration(console, textModel, json.wanted(), () -> stats.statistics(textModel.model()));
        try (SequenceState state = textModel.model().newState()) {
            GenerationResult result = generation.run(new Generator(textModel), state, tokens, options);
            return result.finishReason() == FinishReason.CANCELLED ? ExitCode.INTERRUPTED : ExitCode.OK;
        }
    }
}
