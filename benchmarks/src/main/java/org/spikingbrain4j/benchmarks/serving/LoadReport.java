package org.spikingbrain4j.benchmarks.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.server.ActivityMeter;
import org.spikingbrain4j.server.ServerOptions;
import org.spikingbrain4j.server.SpikingBrainServer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ./spikingbrain bench --load}: a server and clients that stream from it at once. */
@Command(
        name = "spikingbrain bench --load",
        description = {
            "Serves a model in this process and lets clients stream completions from it over HTTP: throughput, time to the",
            "first text, time between texts, failures, memory. Prompts are random and all different, so none is reused.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain bench --load",
            "  ./spikingbrain bench --load --clients 16 --soak 30m"
        })
public final class LoadReport implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Helidon tells of every port it opens. The reference keeps the level: loggers that nobody holds are forgotten. */
    private static final Logger WEB_SERVER = Logger.getLogger("io.helidon");

    @Option(names = "--load", description = "This report.")
    @SuppressWarnings("UnusedVariable") // the launcher looked at it
    private boolean load;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model to serve. Default: the one that comes with the program.")
    private Path model;

    @Option(
            names = "--clients",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,4,16,64",
            description = "Numbers of clients, one after the other. Default: ${DEFAULT-VALUE}.")
    private List<Integer> clients;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "Time for each. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--soak",
            paramLabel = "TIME",
            defaultValue = "0s",
            converter = SoakTime.class,
            description = "Afterwards the last number of clients for so long, a row every tenth, for example 30m.")
    private Duration soak;

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "Tokens of a prompt. Default: ${DEFAULT-VALUE}.")
    private int promptTokens;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "Tokens of an answer. Default: ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute. Default: the machine's processors.")
    private Integer threads;

    @Option(names = "--json", description = "A line of JSON per row.")
    private boolean json;

    @Option(names = "--project", hidden = true, defaultValue = ".", description = "Root of the sources.")
    private Path project;

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

    /** The exit code: 1 where a request failed, 2 where it could not begin. */
    static int run(String... arguments) {
        return new CommandLine(new LoadReport())
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((failure, _) -> usage(failure))
                .setExecutionExceptionHandler((failure, _, _) -> failed(failure))
                .execute(arguments);
    }

    private static int usage(ParameterException failure) {
        System.err.println("error: %s; see: ./spikingbrain bench --load --help"
                .formatted(failure.getMessage().strip().replaceAll("\\s*\\R\\s*", " ")));
        return 2;
    }

    private static int failed(Exception failure) {
        boolean known = failure instanceof SpikingBrainException;
        System.err.println("error: " + (known ? failure.getMessage() : "internal error: " + failure));
        return known ? 2 : 1;
    }

    @Override
    public Integer call() {
        WEB_SERVER.setLevel(Level.WARNING);
        CpuOptions.Builder options = CpuOptions.builder();
        if (threads != null) {
            options.threads(threads);
        }
        Path directory = model == null ? project.resolve("cli/src/main/bundled-model") : model;
        ActivityMeter meter = new ActivityMeter();
        try (Backend backend = meter.over(CpuBackend.create(options.build()));
                TextModel served = TextModel.open(directory, backend, ModelOptions.DEFAULT);
                SpikingBrainServer server = SpikingBrainServer.start(
                        served, ServerOptions.builder("model").port(0).build(), meter, _ -> {})) {
            return measure(server.uri(), bodies(served.model().config().vocabularySize()));
        }
    }

    private int measure(URI server, IntFunction<String> bodies) {
        new LoadStep(server, clients.getLast(), Duration.ofSeconds(Math.min(seconds, 10)), bodies).run(); // warms up
        header();
        List<LoadResult> results = new ArrayList<>();
        for (int count : clients) {
            results.add(row(new LoadStep(server, count, Duration.ofSeconds(seconds), bodies).run()));
        }
        for (int i = 0; i < 10 && soak.isPositive(); i++) {
            results.add(row(new LoadStep(server, clients.getLast(), soak.dividedBy(10), bodies).run()));
        }
        return results.stream().anyMatch(result -> result.failed() > 0) ? 1 : 0;
    }

    /** Requests that all differ and all end by length. */
    private IntFunction<String> bodies(int vocabulary) {
        return number -> {
            int[] prompt = new Random(number).ints(promptTokens, 0, vocabulary).toArray();
            return line(Map.of(
                    "model",
                    "model",
                    "prompt",
                    prompt,
                    "max_tokens",
                    maxTokens,
                    "temperature",
                    1,
                    "seed",
                    number,
                    "stream",
                    true,
                    "stream_options",
                    Map.of("include_usage", true)));
        };
    }

    private void header() {
        if (!json) {
            System.out.println(
                    "| clients | seconds | requests | failed | tokens/s | first text, median (p99) ms | between texts, median (p99) ms | memory MB |");
            System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        }
    }

    private LoadResult row(LoadResult result) {
        System.out.println(
                json
                        ? line(result)
                        : "| %d | %.0f | %d | %d | %.0f | %.1f (%.1f) | %.2f (%.2f) | %.0f |"
                                .formatted(
                                        result.clients(),
                                        result.seconds(),
                                        result.requests(),
                                        result.failed(),
                                        result.tokensPerSecond(),
                                        result.firstMillis(),
                                        result.first99Millis(),
                                        result.gapMillis(),
                                        result.gap99Millis(),
                                        result.residentBytes() / 1e6));
        if (result.failed() > 0) {
            System.err.println("first failure: " + result.failure());
        }
        return result;
    }

    private static String line(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and words are always JSON", e);
        }
    }
}
