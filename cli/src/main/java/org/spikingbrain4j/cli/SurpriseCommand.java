package org.spikingbrain4j.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spikingbrain4j.documents.DocumentReader;
import org.spikingbrain4j.documents.TextReader;
import org.spikingbrain4j.evaluation.SurprisePlot;
import org.spikingbrain4j.evaluation.SurprisingPlaces;
import org.spikingbrain4j.evaluation.TokenSurprise;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.inference.DocumentTokens;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.inference.TokenSource;
import org.spikingbrain4j.operators.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a text surprises a model. */
@Command(
        name = "surprise",
        description = {
            "Measures how surprising every token of a text is to a model that has read all before it: -log p, in one pass.",
            "Several documents follow each other, with the token that ends a document between. Without --out, --top, --plot and",
            "--json, the losses of all tokens go to standard output as CSV: position, token id, text, nats, bits.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain surprise README.md --top 5",
            "  ./spikingbrain surprise README.md --out /tmp/losses.csv --plot /tmp/losses.png",
            "  ./spikingbrain surprise README.md --top 3 --window 64 --json",
        })
final class SurpriseCommand implements Callable<Integer> {
    private static final int BUFFER = 1 << 16;

    @Mixin
    private ModelFlags model;

    @Mixin
    private DocumentFlags documents;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "The file for the losses of all tokens, as CSV.")
    private Path out;

    @Option(names = "--force", description = "Replace that file where it exists.")
    private boolean force;

    @Mixin
    private PlotFlag plot;

    @Option(names = "--top", paramLabel = "N", description = "Show the N most surprising places, with what is around.")
    private Integer top;

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "Tokens of such a place, ranked by their mean; windows are side by side. Default: 1.")
    private Integer window;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    private final Cancellation cancellation = new Cancellation();

    @Override
    public Integer call() throws IOException {
        Console console = output.console();
        Path directory = model.directory();
        Optional<Path> picture = plot.file();
        Optional<SurprisingPlaces> places = places();
        if (out != null) {
            OutputFile.requireNew("--out", out, force);
        }
        boolean csvOnly = out == null && top == null && picture.isEmpty() && !json.wanted();
        try (DocumentReader texts = documents.open(cancellation);
                Backend backend = runtime.open();
                TextModel textModel = TextModel.open(directory, backend, model.options())) {
            console.note(StartLine.of(directory, textModel.model(), backend));
            boolean whole;
            SurpriseTotals totals;
            try (Writer csv = csvOnly ? new BufferedWriter(new ConsoleWriter(console), BUFFER) : outFile()) {
                totals = new SurpriseTotals(textModel.tokenizer(), new SurpriseCsv(csv), places);
                whole = read(textModel, texts, totals, console);
            }
            if (totals.tokens() > 0 && !csvOnly) {
                String title = "Loss over " + Quantity.plural(totals.tokens(), "token");
                picture.ifPresent(file -> new SurprisePlot(title, totals.buckets()).write(file));
                SurpriseReport report = new SurpriseReport(totals, textModel.tokenizer());
                console.print(json.wanted() ? report.json() : report.text());
            }
            return whole ? ExitCode.OK : ExitCode.INTERRUPTED;
        }
    }

    /** Whether it came to the end; after Ctrl-C the totals are about what was read. */
    private boolean read(TextModel textModel, TextReader texts, SurpriseTotals totals, Console console) {
        DocumentTokens tokens = new DocumentTokens(textModel.tokenizer(), texts);
        try (Interrupt _ = Interrupt.stopping(cancellation::cancel);
                Progress progress = new Progress(console, "reading", "tokens")) {
            TokenSource shown = most -> {
                progress.showLeft(totals.tokens(), tokens.left());
                return tokens.next(most);
            };
            new TokenSurprise(textModel.model()).measure(shown, totals, cancellation);
            return true;
        } catch (CancelledException | InterruptedByUserException e) {
            console.note("stopped after %s; the result is about these"
                    .formatted(Quantity.plural(totals.tokens(), "predicted token")));
            return false;
        }
    }

    private Writer outFile() throws IOException {
        return out == null ? Writer.nullWriter() : Files.newBufferedWriter(out);
    }

    private Optional<SurprisingPlaces> places() {
        if (top == null) {
            if (window != null) {
                throw new InputException("--window: says how long a surprising place is; add --top N");
            }
            return Optional.empty();
        }
        Require.positive("--top", top);
        return Optional.of(new SurprisingPlaces(top, window == null ? 1 : Require.positive("--window", window)));
    }
}
