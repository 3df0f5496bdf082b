package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.operators.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast a model runs here, beside what the machine can do at most. */
@Command(
        name = "bench",
        description = {
            "Measures prefill and decode speed, time to first token and memory, beside the machine's own limits.",
            "Prompts are random tokens; every number is the median of the repetitions, after one run to warm up.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain bench --model ../shared/models/stories260K",
            "  ./spikingbrain bench --model ../shared/models/stories260K \\",
            "      --prompt-lengths 64 --decode-tokens 16 --json",
            "  ./spikingbrain bench --report",
        })
final class BenchCommand implements Callable<Integer> {
    @Mixin
    private ModelFlags model;

    @Option(
            names = "--prompt-lengths",
            split = ",",
            paramLabel = "N",
            defaultValue = "128,384",
            description = "Tokens of the prompts, with commas. Default: ${DEFAULT-VALUE}.")
    private int[] promptLengths;

    @Option(
            names = "--decode-tokens",
            paramLabel = "N",
            defaultValue = "32",
            description = "Tokens to decode after each prompt. Default: ${DEFAULT-VALUE}.")
    private int decodeTokens;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "3",
            description = "Repetitions that count. Default: ${DEFAULT-VALUE}.")
    private int repetitions;

    @Option(
            names = "--report",
            description = {
                "Another program, of hours: this architecture beside a Transformer of the same shape, here and in llama.cpp, at",
                "up to 4 million tokens, into docs/performance.md. Needs the sources; see: bench --report --help."
            })
    private boolean report;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private JsonFlag json;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() {
        requireNoReport();
        requirePositive();
        Console console = output.console();
        Path directory = model.directory();
        long start = System.nanoTime();
        try (Backend backend = runtime.open();
                Checkpoint checkpoint = Checkpoint.open(directory);
                LanguageModel languageModel = LanguageModel.load(checkpoint, backend, model.options())) {
            Duration load = Duration.ofNanos(System.nanoTime() - start);
            console.note(StartLine.of(directory, languageModel, backend));
            requireFitting(languageModel.config());
            console.note(MeasuredLimits.NOTE);
            BenchReport report = new BenchReport(
                    WeightSummary.of(checkpoint, languageModel.spiking()),
                    MeasuredLimits.of(runtime.cpuOptions().threads()),
                    load);
            measure(new Benchmark(languageModel, decodeTokens), report, console);
            console.print(json.wanted() ? report.json() : report.text());
        }
        return ExitCode.OK;
    }

    private void measure(Benchmark benchmark, BenchReport report, Console console) {
        try (Interrupt interrupt = Interrupt.checked();
                Progress progress = new Progress(console, "measuring", "runs")) {
            int runs = promptLengths.length * (repetitions + 1);
            int done = 0;
            for (int length : promptLengths) {
                BenchReport.Runs measured = new BenchReport.Runs(length, decodeTokens);
                for (int i = 0; i <= repetitions; i++) {
                    Benchmark.Times times = benchmark.run(length, interrupt);
                    if (i > 0) {
                        measured.add(times);
                    }
                    progress.show(++done, runs);
                }
                report.add(measured);
            }
        }
    }

    /** The launcher starts the report; here it comes from a jar alone. */
    private void requireNoReport() {
        if (report) {
            throw new InputException(
                    "--report: needs the sources of the project; in their folder start ./spikingbrain bench --report");
        }
    }

    private void requirePositive() {
        for (int length : promptLengths) {
            Require.positive("--prompt-lengths", length);
        }
        Require.positive("--decode-tokens", decodeTokens);
        Require.positive("--repeat", repetitions);
    }

    /** Said before anything is measured. */
    private void requireFitting(ModelConfig config) {
        long longest = IntStream.of(promptLengths).max().orElse(0) + (long) decodeTokens;
        if (!config.fits(longest)) {
            throw new InputException(
                    "--prompt-lengths and --decode-tokens: expected at most %d tokens together (max_position_embeddings), found %d"
                            .formatted(config.maxPositions(), longest));
        }
    }
}
