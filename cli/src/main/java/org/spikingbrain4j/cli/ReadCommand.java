package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.spikingbrain4j.documents.DocumentReader;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.inference.DocumentReading;
import org.spikingbrain4j.inference.DocumentTokens;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.model.StatePrecision;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.SpikingBrainException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads documents once and keeps what the model remembers of them. */
@Command(
        name = "read",
        description = {
            "Reads documents of any length once and keeps what the model remembers of them in a state file, to be asked later.",
            "Neither memory nor the file grow with the documents, unless the model has full attention.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain read ../shared/corpora/books/valid --state books.state",
            "  cat README.md | ./spikingbrain read - --state readme.state --precision bf16",
            "  ./spikingbrain read CHANGELOG.md --state readme.state --append",
        })
final class ReadCommand implements Callable<Integer> {
    @Mixin
    private ModelFlags model;

    @Mixin
    private DocumentFlags documents;

    @Mixin
    private ReadingFiles files;

    @Option(names = "--precision", paramLabel = "TYPE", description = "f32, or bf16 for half the size. Default: f32.")
    private StatePrecision precision = StatePrecision.F32;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    private final Cancellation cancellation = new Cancellation();

    @Override
    public Integer call() {
        Console console = output.console();
        Path directory = model.directory();
        files.check();
        try (DocumentReader texts = documents.open(cancellation);
                Backend backend = runtime.open();
                TextModel textModel = TextModel.open(directory, backend, model.options())) {
            console.note(StartLine.of(directory, textModel.model(), backend));
            DocumentTokens tokens = files.append()
                    ? DocumentTokens.behindOthers(textModel.tokenizer(), texts)
                    : new DocumentTokens(textModel.tokenizer(), texts);
            DocumentReading reading = new DocumentReading(textModel.model(), tokens);
            try (Interrupt _ = Interrupt.stopping(cancellation::cancel);
                    SequenceState state = begin(textModel.model(), reading, console);
                    Reading kept = new Reading(console, files, state, tokens, Reading.BETWEEN_COPIES)) {
                return read(reading, state, kept);
            }
        }
    }

    /** What the reading goes on from; where it was interrupted, behind what was read. */
    private SequenceState begin(LanguageModel languageModel, DocumentReading reading, Console console) {
        SequenceState start = files.append() ? languageModel.readState(files.state()) : languageModel.newState();
        if (!files.resume()) {
            return start;
        }
        try (start) {
            SequenceState stopped = languageModel.readState(files.unfinished());
            try {
                passOver(DocumentReading.Start.of(start), stopped, reading, console);
                return stopped;
            } catch (RuntimeException e) {
                stopped.close();
                throw e;
            }
        }
    }

    private void passOver(
            DocumentReading.Start start, SequenceState stopped, DocumentReading reading, Console console) {
        long before = stopped.position() - start.position();
        console.note("passing over %s that were read before".formatted(Quantity.plural(before, "token")));
        try (Progress progress = new Progress(console, "passing over", "tokens")) {
            reading.passOver(
                    start, stopped, position -> progress.show(position - start.position(), before), cancellation);
        } catch (CancelledException | InterruptedByUserException e) {
            console.note("stopped; what was read before is still in %s, go on with the same command"
                    .formatted(files.unfinished()));
            throw e;
        }
    }

    /** Whatever ends the reading early, what was read before is kept. */
    private int read(DocumentReading reading, SequenceState state, Reading kept) {
        boolean whole;
        try {
            whole = reading.read(state, kept::advanced, cancellation);
            if (whole) {
                kept.keep(precision);
            }
        } catch (SpikingBrainException | InterruptedByUserException e) {
            kept.failed(e);
            throw e;
        }
        if (!whole) {
            kept.stopped();
            return ExitCode.INTERRUPTED;
        }
        kept.finished(json.wanted());
        return ExitCode.OK;
    }
}
