package org.spikingbrain4j.benchmarks.longcontext;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.spikingbrain4j.operators.SpikingBrainException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ./spikingbrain bench --report}: SpikingBrain beside a Transformer of the same shape, over contexts of growing length. */
@Command(
        name = "spikingbrain bench --report",
        description = {
            "Compares SpikingBrain with a full-attention Transformer of the same shape, in this engine and in llama.cpp,",
            "with random weights: time to the first token and memory by prompt length, decoding speed by context.",
            "Takes hours. Every point is kept as soon as it is measured: Ctrl-C loses only the point at work, and the same",
            "command goes on. At the end it writes table and plots into docs/performance.md and docs/images.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain bench --report",
            "  ./spikingbrain bench --report --shapes bundled --lengths 1k,4k,16k --contexts 4k,64k",
        })
public final class LongContextReport implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;

    /** After Ctrl-C: 128 + SIGINT. */
    static final int INTERRUPTED = 130;

    private static final long READ_TOKENS = 4096;

    @Option(names = "--report", description = "This report.")
    @SuppressWarnings("UnusedVariable") // the launcher looked at it
    private boolean report;

    @Option(
            names = "--shapes",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "bundled,100m,7b",
            description =
                    "Shapes, with commas: bundled, 100m, 7b (a layer of each kind, scaled). Default: ${DEFAULT-VALUE}.")
    private List<String> shapes;

    @Option(
            names = "--weights",
            paramLabel = "KIND",
            defaultValue = "bf16",
            description =
                    "bf16, f32, or int8 (then both of ours spike): the same for all models. Default: ${DEFAULT-VALUE}.")
    private String weights;

    @Option(
            names = "--lengths",
            split = ",",
            paramLabel = "N",
            defaultValue = "1k,4k,16k,64k,256k,1M,4M",
            description = "Tokens of the prompts, with commas; k is 1024, M 1024k. Default: ${DEFAULT-VALUE}.")
    private List<String> lengths;

    @Option(
            names = "--contexts",
            split = ",",
            paramLabel = "N",
            defaultValue = "4k,64k,128k,256k",
            description = "Tokens before decoding, with commas. Default: ${DEFAULT-VALUE}.")
    private List<String> contexts;

    @Option(
            names = "--decode-tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "Tokens to decode after each context; the median counts. Default: ${DEFAULT-VALUE}.")
    private int decodeTokens;

    @Option(
            names = "--transformer-budget",
            paramLabel = "TIME",
            defaultValue = "3h",
            description = {
                "For all prompts that the Transformer of one shape reads, for example 30m or 5h: longer prompts are",
                "extrapolated by a fit. Default: ${DEFAULT-VALUE}."
            })
    private String budget;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of all engines. Default: the machine's processors.")
    private Integer threads;

    @Option(names = "--no-llama", description = "Leaves llama.cpp out.")
    private boolean noLlama;

    @Option(names = "--fresh", description = "Measures everything anew; else only what is missing.")
    private boolean fresh;

    @Option(names = "--no-measuring", description = "Only writes table and plots of what is measured already.")
    private boolean noMeasuring;

    @Option(
            names = "--quick",
            description = "A tiny shape and short texts, in seconds: shows that everything works, measures nothing.")
    private boolean quick;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "File of results. Default: docs/data/long-context.json of the project.")
    private Path results;

    @Option(
            names = "--document",
            paramLabel = "FILE",
            description = "Document whose marked section is replaced. Default: docs/performance.md of the project.")
    private Path document;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Folder of the plots. Default: docs/images of the project.")
    private Path images;

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description =
                    "Folder of the random models, 7 GB with all shapes. Default: runs/long-context of the project.")
    private Path models;

    @Option(names = "--project", hidden = true, defaultValue = ".", description = "Root of the sources.")
    private Path project;

    @Option(names = "--verbose", description = "Says where an error comes from.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(run(arguments));
    }

    /** Returns the exit code. */
    static int run(String... arguments) {
        LongContextReport program = new LongContextReport();
        CommandLine line = new CommandLine(program)
                .setExpandAtFiles(false)
                .setUsageHelpLongOptionsMaxWidth(34)
                .setParameterExceptionHandler((failure, given) -> usage(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> program.failure(failure));
        return line.execute(arguments);
    }

    @Override
    public Integer call() {
        Options options = options();
        Results kept = Results.open(options.results(), fresh);
        Plan plan = new Plan(options, kept, Machine.memoryBytes());
        Progress progress = new Progress(System.err, errorIsTerminal());
        int failed = 0;
        if (!noMeasuring) {
            Run run = new Run(options, kept, plan, progress);
            failed = run.measureMissing();
            run.sayObstacles();
        }
        new Document(options, kept, plan).write();
        progress.say(
                "written: %s, %s and plots in %s".formatted(options.results(), options.document(), options.images()));
        return failed == 0 ? OK : FAILED;
    }

    /** Java cannot tell; the launcher can. */
    private static boolean errorIsTerminal() {
        return System.getenv().getOrDefault("SPIKINGBRAIN_TERMINALS", "").contains("2");
    }

    private Options options() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Options(
                quick
                        ? List.of(ModelShape.TINY)
                        : shapes.stream().map(ModelShape::of).toList(),
                weightKind(),
                quick ? List.of(256L, 2048L) : Lengths.of("--lengths", lengths),
                quick ? List.of(8192L) : Lengths.of("--contexts", contexts),
                positive("--decode-tokens", decodeTokens),
                READ_TOKENS,
                duration(),
                positive("--threads", threads == null ? processors : threads),
                !noLlama,
                project.toAbsolutePath().normalize(),
                inProject(models, "runs/long-context"),
                inProject(results, quick ? "runs/quick/long-context.json" : "docs/data/long-context.json"),
                inProject(document, quick ? "runs/quick/performance.md" : "docs/performance.md"),
                inProject(images, quick ? "runs/quick" : "docs/images"));
    }

    private Path inProject(Path given, String otherwise) {
        return given == null ? project.toAbsolutePath().normalize().resolve(otherwise) : given;
    }

    private WeightKind weightKind() {
        for (WeightKind kind : WeightKind.values()) {
            if (kind.key().equals(weights)) {
                return kind;
            }
        }
        throw new ReportException("--weights: expected bf16, f32 or int8, found '%s'".formatted(weights));
    }

    private Duration duration() {
        try {
            return Duration.parse("PT" + budget);
        } catch (DateTimeParseException e) {
            throw new ReportException(
                    "--transformer-budget: expected a time such as 30m, 5h or 1h30m, found '%s'".formatted(budget), e);
        }
    }

    private static int positive(String flag, int value) {
        if (value < 1) {
            throw new ReportException("%s: expected at least 1, found %d".formatted(flag, value));
        }
        return value;
    }

    private static int usage(ParameterException failure) {
        System.err.println("error: %s; see: ./spikingbrain bench --report --help"
                .formatted(failure.getMessage().strip().replaceAll("\\s*\\R\\s*", " ")));
        return BAD_INPUT;
    }

    private int failure(Exception failure) {
        if (failure instanceof StoppedException) {
            return INTERRUPTED;
        }
        boolean input = failure instanceof SpikingBrainException;
        System.err.println("error: " + (input ? failure.getMessage() : "internal error: " + failure));
        if (verbose) {
            failure.printStackTrace(System.err);
        }
        return input ? BAD_INPUT : FAILED;
    }
}
