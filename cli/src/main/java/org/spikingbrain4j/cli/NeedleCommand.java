package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spikingbrain4j.documents.WholeText;
import org.spikingbrain4j.evaluation.NeedleCell;
import org.spikingbrain4j.evaluation.NeedleHeatMap;
import org.spikingbrain4j.evaluation.NeedleOptions;
import org.spikingbrain4j.evaluation.NeedleSearch;
import org.spikingbrain4j.evaluation.NeedleTask;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.operators.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Facts planted in long texts. */
@Command(
        name = "needle",
        description = {
            "Plants facts in texts of growing length, at several depths, and asks for them, in the style of RULER.",
            "Three scores: does the model's answer contain the value (written); is the value more probable than wrong",
            "ones (likely); how much more probable than without the needle (gain, in nats).",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain evaluate needle --lengths 256,1024 --trials 10 --plot /tmp/needles.png",
            "  ./spikingbrain evaluate needle --task multi-key --haystack README.md --lengths 512 --json",
        })
final class NeedleCommand implements Callable<Integer> {
    @Mixin
    private ModelFlags model;

    @Option(
            names = "--task",
            paramLabel = "NAME",
            converter = TaskConverter.class,
            description =
                    "single; multi-key: four keys, one asked for; multi-value: one key with four values, all asked for."
                            + " Default: single.")
    private NeedleTask task = NeedleTask.SINGLE;

    @Option(
            names = "--haystack",
            paramLabel = "FILE",
            description =
                    "The text to hide needles in, in any format that read takes; begins again where it is too short. Default: generated sentences.")
    private Path haystack;

    @Option(
            names = "--lengths",
            split = ",",
            paramLabel = "N",
            description = "Tokens of a context with needles and question. Default: 1024,4096.")
    private List<Integer> lengths = List.of(1024, 4096);

    @Option(
            names = "--depths",
            split = ",",
            paramLabel = "PERCENT",
            description = "Where in the haystack the needle is. Default: 0,25,50,75,100.")
    private List<Integer> depths = List.of(0, 25, 50, 75, 100);

    @Option(names = "--trials", paramLabel = "N", description = "Needles for each length and depth. Default: 10.")
    private int trials = 10;

    @Option(
            names = "--distractors",
            paramLabel = "N",
            description = "Wrong values that the right one is compared with. Default: 9, so that chance is 10 %.")
    private int distractors = 9;

    @Option(names = "--seed", paramLabel = "N", description = "Of keys, values and places. Default: 1.")
    private long seed = 1;

    @Mixin
    private PlotFlag plot;

    @Option(
            names = "--plot-score",
            paramLabel = "NAME",
            description = "What is drawn: likelihood or generation. Default: likelihood.")
    private NeedleHeatMap.Score plotScore;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    /** The names as the flag spells them. */
    static final class TaskConverter implements ITypeConverter<NeedleTask> {
        @Override
        public NeedleTask convert(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "single" -> NeedleTask.SINGLE;
                case "multi-key" -> NeedleTask.MULTI_KEY;
                case "multi-value" -> NeedleTask.MULTI_VALUE;
                default ->
                    throw new TypeConversionException("expected single, multi-key or multi-value, found " + name);
            };
        }
    }

    @Override
    public Integer call() {
        Console console = output.console();
        Path directory = model.directory();
        Optional<Path> picture = plot.file();
        if (plotScore != null && picture.isEmpty()) {
            throw new InputException("--plot-score: says what a plot shows, and none is asked for; add --plot FILE");
        }
        NeedleOptions options =
                SamplingFlags.namingFlags(() -> new NeedleOptions(task, lengths, depths, trials, distractors, seed));
        Optional<String> text = Optional.ofNullable(haystack).map(WholeText::of);
        try (Backend backend = runtime.open();
                TextModel textModel = TextModel.open(directory, backend, model.options())) {
            console.note(StartLine.of(directory, textModel.model(), backend));
            List<NeedleCell> cells = measure(textModel, text, options, console);
            NeedleReport report = new NeedleReport(options, cells);
            picture.ifPresent(
                    file -> report.plot(file, plotScore == null ? NeedleHeatMap.Score.LIKELIHOOD : plotScore));
            console.print(json.wanted() ? report.json() : report.text());
        }
        return ExitCode.OK;
    }

    private static List<NeedleCell> measure(
            TextModel textModel, Optional<String> text, NeedleOptions options, Console console) {
        Cancellation cancellation = new Cancellation();
        try (Interrupt _ = Interrupt.stopping(cancellation::cancel);
                Progress progress = new Progress(console, "searching", "tokens")) {
            return SamplingFlags.namingFlags(
                    () -> new NeedleSearch(textModel, text, options).measure(progress::show, cancellation));
        }
    }
}
