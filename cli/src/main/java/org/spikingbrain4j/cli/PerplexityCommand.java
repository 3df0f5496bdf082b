package org.spikingbrain4j.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.documents.TextReader;
import org.spikingbrain4j.documents.WholeText;
import org.spikingbrain4j.evaluation.ContextWindows;
import org.spikingbrain4j.evaluation.Perplexity;
import org.spikingbrain4j.evaluation.PerplexityListener;
import org.spikingbrain4j.evaluation.PerplexityResult;
import org.spikingbrain4j.evaluation.PositionLosses;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.operators.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How well a model predicts texts. */
@Command(
        name = "perplexity",
        description = {
            "Measures how well a model predicts texts: mean loss in nats, perplexity, bits per byte.",
            "Every text counts for itself; the totals are over all their tokens.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain perplexity --model ../shared/models/stories260K README.md",
            "  ./spikingbrain perplexity --model ../shared/models/stories260K README.md \\",
            "      --context 256 --stride 128 --json",
            "  ./spikingbrain perplexity README.md --by-position --plot /tmp/positions.png",
        })
final class PerplexityCommand implements Callable<Integer> {
    @Mixin
    private ModelFlags model;

    @Mixin
    private DocumentFlags documents;

    @Option(
            names = "--context",
            paramLabel = "N",
            description =
                    "Tokens of a window. Default: the whole text; with full attention what the model was trained for.")
    private Integer context;

    @Option(
            names = "--stride",
            paramLabel = "N",
            description =
                    "Tokens from one window to the next, whose beginning is then context. Default: --context, side by side.")
    private Integer stride;

    @Option(
            names = "--by-position",
            description =
                    "Also the loss by how many tokens were read before, over all texts: does a longer context still help?")
    private boolean byPosition;

    @Mixin
    private PlotFlag plot;

    @Mixin
    private StatisticsFlag stats;

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
        Optional<Path> picture = plot.file();
        if (picture.isPresent() && !byPosition) {
            throw new InputException("--plot: draws the loss by position; add --by-position");
        }
        try (TextReader reader = documents.open(cancellation);
                Backend backend = stats.over(runtime.open());
                TextModel textModel = TextModel.open(directory, backend, model.options())) {
            stats.requirePossible(textModel.model());
            console.note(StartLine.of(directory, textModel.model(), backend));
            Perplexity perplexity =
                    new Perplexity(textModel.model(), windows(textModel.model().config()));
            PerplexityReport report = new PerplexityReport(byPosition);
            while (reader.next()) {
                report.add(measure(textModel, perplexity, reader, report.positions(), console));
            }
            picture.ifPresent(report::plot);
            Optional<RunStatistics> statistics = stats.statistics(textModel.model());
            console.print(json.wanted() ? report.json(statistics) : report.text(statistics));
        }
        return ExitCode.OK;
    }

    private ContextWindows windows(ModelConfig config) {
        if (context == null) {
            if (stride != null) {
                throw new InputException("--stride: needs --context, the length of the windows");
            }
            return switch (config) {
                case GlaSwaConfig _, GlaSwaMoeConfig _ -> new ContextWindows.Continuous();
                case TransformerConfig transformer -> ContextWindows.chunked(transformer.maxPositions());
            };
        }
        Require.positive("--context", context);
        return stride == null
                ? ContextWindows.chunked(context)
                : new ContextWindows.Sliding(context, Require.inRange("--stride", stride, context));
    }

    private PerplexityReport.Text measure(
            TextModel textModel, Perplexity perplexity, TextReader reader, PositionLosses positions, Console console) {
        String text = WholeText.of(reader);
        int[] tokens = textModel.tokenizer().encode(text, true);
        try (Interrupt _ = Interrupt.stopping(cancellation::cancel);
                Progress progress = new Progress(console, reader.name(), "tokens")) {
            PerplexityResult result = perplexity.measure(tokens, new Follower(progress, positions), cancellation);
            return new PerplexityReport.Text(reader.name(), result, predictedBytes(textModel, text, tokens));
        } catch (InvalidInputException e) {
            throw new InputException(reader.name() + ": " + e.getMessage(), e);
        }
    }

    /** Shows how far it is, and gathers the losses by position. */
    private record Follower(Progress progress, PositionLosses positions) implements PerplexityListener {
        @Override
        public void scored(long scored, long total, double meanLoss) {
            progress.show(scored, total);
        }

        @Override
        public void token(long position, double loss) {
            positions.add(position, loss);
        }
    }

    /** Bytes of the text without those of the first token, which is not predicted; a BOS token has none. */
    private static long predictedBytes(TextModel textModel, String text, int[] tokens) {
        String first = textModel.tokenizer().decode(new int[] {tokens[0]}, true);
        return Math.max(1, bytes(text) - bytes(first));
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
