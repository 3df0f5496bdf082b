package org.spikingbrain4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spikingbrain4j.inference.FinishReason;
import org.spikingbrain4j.inference.GenerationOptions;
import org.spikingbrain4j.inference.GenerationResult;
import org.spikingbrain4j.inference.Generator;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.model.StatePrecision;
import org.spikingbrain4j.operators.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks what was read before. */
@Command(
        name = "ask",
        description = {
            "Asks about documents that were read into a state file, without reading them again. The file stays as it is.",
            "The question is a user's turn where the model has a chat template; else it stands between line feeds.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain ask --state books.state \"What did the captain say?\"",
            "  ./spikingbrain ask --state books.state --plain \" and then the captain\" --temperature 0.7",
            "  ./spikingbrain ask --state books.state --save later.state \"Who is he?\" --json",
        })
final class AskCommand implements Callable<Integer> {
    @Mixin
    private ModelFlags model;

    @Mixin
    private PromptFlags prompt;

    @Option(
            names = "--state",
            required = true,
            paramLabel = "FILE",
            description = "What read wrote, with the same model and the same --spiking, --k and --mlp.")
    private Path file;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Keep the state behind the answer, to go on from there.")
    private Path save;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            description = "Of the state to --save: f32, or bf16 for half the size. Default: f32.")
    private StatePrecision precision;

    @Option(names = "--force", description = "Replace the file to --save.")
    private boolean force;

    @Option(names = "--plain", description = "The question as it is, right behind what was read.")
    private boolean plain;

    @Mixin
    private SamplingFlags sampling;

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
        checkFiles();
        String question = prompt.text();
        if (question.isEmpty()) {
            throw new InputException("no question; give one as an argument, with --prompt-file or on standard input");
        }
        try (Backend backend = runtime.open();
                TextModel textModel = TextModel.open(directory, backend, model.options());
                SequenceState state = textModel.model().readState(file)) {
            console.note(StartLine.of(directory, textModel.model(), backend));
            console.note("%s holds %s".formatted(file, Quantity.plural(state.position(), "token")));
            int[] tokens = plain ? textModel.tokenizer().encode(question, false) : textModel.encodeQuestion(question);
            return ask(textModel, state, tokens, options, console);
        }
    }

    private void checkFiles() {
        if (!Files.exists(file)) {
            Path unfinished = ReadingFiles.unfinished(file);
            throw new InputException(
                    Files.exists(unfinished)
                            ? "%s: no such file, but an interrupted reading in %s; end it with read --resume, or ask that file"
                                    .formatted(file, unfinished)
                            : "%s: no such state file; read writes one".formatted(file));
        }
        if (save == null) {
            requireOnlyWithSave("--precision", precision != null);
            requireOnlyWithSave("--force", force);
        } else {
            OutputFile.requireNew("--save", save, force);
        }
    }

    private static void requireOnlyWithSave(String flag, boolean given) {
        if (given) {
            throw new InputException(flag + ": is about the file to --save, and there is none");
        }
    }

    private int ask(
            TextModel textModel, SequenceState state, int[] tokens, GenerationOptions options, Console console) {
        GenerationResult result = new ShownGeneration(console, textModel, json.wanted(), Optional::empty)
                .run(Generator.ofTurns(textModel), state, tokens, options);
        if (result.finishReason() == FinishReason.CANCELLED) {
            return ExitCode.INTERRUPTED;
        }
        if (save != null) {
            keep(textModel, state, result, console);
        }
        return ExitCode.OK;
    }

    /** The state has read all but the token chosen last. */
    private void keep(TextModel textModel, SequenceState state, GenerationResult result, Console console) {
        int[] chosen = result.tokens();
        if (chosen.length > 0) {
            textModel.model().forward(new int[] {chosen[chosen.length - 1]}, state, LogitsWanted.NONE);
        }
        state.write(save, precision == null ? StatePrecision.F32 : precision);
        console.note("%s holds %s".formatted(save, Quantity.plural(state.position(), "token")));
    }
}
