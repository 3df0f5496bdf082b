package org.spikingbrain4j.benchmarks.longcontext;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.knowm.xchart.XYChart;
import org.spikingbrain4j.spiking.PlotFile;

/** The plots of one shape: time to the first token with the fit and its residuals, memory, decoding speed. */
final class Plots {
    private static final int CURVE_POINTS = 60;
    private static final double MEGABYTE = 1 << 20;

    private final ModelShape shape;
    private final Path folder;

    Plots(ModelShape shape, Path folder) {
        this.shape = shape;
        this.folder = folder;
    }

    static String firstToken(ModelShape shape) {
        return "long-context-first-token-%s.png".formatted(shape.key());
    }

    static String memory(ModelShape shape) {
        return "long-context-memory-%s.png".formatted(shape.key());
    }

    static String decode(ModelShape shape) {
        return "long-context-decode-%s.png".formatted(shape.key());
    }

    /** Writes nothing where nothing is measured. */
    void writePrefill(PrefillComparison prefill) {
        if (prefill.spikingBrain().isEmpty() && prefill.transformer().isEmpty()) {
            return;
        }
        PlotFile.write(
                prefill.fit().isPresent() ? List.of(times(prefill), residuals(prefill)) : List.of(times(prefill)),
                folder.resolve(firstToken(shape)));
        if (!shape.scaled()) {
            PlotFile.write(memoryChart(prefill), folder.resolve(memory(shape)));
        }
    }

    /** Writes nothing where nothing is measured. */
    void writeDecode(DecodeComparison decode) {
        if (decode.measured().isEmpty()) {
            return;
        }
        XYChart chart = LogarithmicCharts.chart(
                "Decoding, %s shape".formatted(shape.key()), "tokens of context", "token/s", decode.contexts());
        for (Engine engine : Engine.values()) {
            List<Long> contexts = decode.contexts().stream()
                    .filter(tokens -> decode.at(engine, tokens).isPresent())
                    .toList();
            LogarithmicCharts.measured(
                    chart,
                    engine,
                    engine.title(),
                    doubles(contexts, tokens -> tokens),
                    doubles(
                            contexts,
                            tokens -> decode.tokensPerSecond(engine, tokens).orElseThrow()));
        }
        LogarithmicCharts.wholeDecades(chart);
        PlotFile.write(chart, folder.resolve(decode(shape)));
    }

    private XYChart times(PrefillComparison prefill) {
        XYChart chart = LogarithmicCharts.chart(
                "Time to the first token, %s shape".formatted(shape.key()),
                "tokens of the prompt",
                "seconds",
                prefill.lengths());
        addPoints(chart, Engine.SPIKINGBRAIN, prefill.spikingBrain(), Measurement::modelSeconds);
        addPoints(chart, Engine.TRANSFORMER, prefill.transformer(), Measurement::modelSeconds);
        prefill.fit().ifPresent(fit -> {
            double[] tokens = between(prefill.lengths());
            double[] seconds = new double[tokens.length];
            for (int i = 0; i < tokens.length; i++) {
                seconds[i] = fit.at(tokens[i]);
            }
            LogarithmicCharts.curve(chart, Engine.TRANSFORMER, "a·n + b·n², fitted", tokens, seconds);
        });
        if (shape.scaled() && !prefill.spikingBrain().isEmpty()) {
            double[] tokens = between(prefill.lengths());
            double perToken = prefill.spikingBrain().getLast().modelSeconds()
                    / prefill.spikingBrain().getLast().task().tokens();
            double[] seconds = Arrays.stream(tokens).map(n -> perToken * n).toArray();
            LogarithmicCharts.curve(chart, Engine.SPIKINGBRAIN, "cost of a token · n", tokens, seconds);
        }
        LogarithmicCharts.wholeDecades(chart);
        return chart;
    }

    private XYChart residuals(PrefillComparison prefill) {
        QuadraticFit fit = prefill.fit().orElseThrow();
        XYChart chart = LogarithmicCharts.residuals(prefill.lengths());
        List<QuadraticFit.Point> points = PrefillComparison.points(prefill.transformer());
        LogarithmicCharts.measured(
                chart,
                Engine.TRANSFORMER,
                "measured minus fitted, of the measured",
                points.stream().mapToDouble(QuadraticFit.Point::tokens).toArray(),
                points.stream().mapToDouble(point -> 100 * fit.residual(point)).toArray());
        return chart;
    }

    private XYChart memoryChart(PrefillComparison prefill) {
        XYChart chart = LogarithmicCharts.chart(
                "Memory beyond the weights, %s shape".formatted(shape.key()),
                "tokens of the prompt",
                "MiB, heap in use + native",
                prefill.lengths());
        addPoints(chart, Engine.SPIKINGBRAIN, prefill.spikingBrain(), one -> one.workingBytes() / MEGABYTE);
        addPoints(chart, Engine.TRANSFORMER, prefill.transformer(), one -> one.workingBytes() / MEGABYTE);
        LogarithmicCharts.wholeDecades(chart);
        return chart;
    }

    private static void addPoints(
            XYChart chart, Engine engine, List<Measurement> measured, ToDoubleFunction<Measurement> value) {
        LogarithmicCharts.measured(
                chart,
                engine,
                engine.title(),
                measured.stream().mapToDouble(one -> one.task().tokens()).toArray(),
                measured.stream().mapToDouble(value).toArray());
    }

    private static double[] doubles(List<Long> numbers, LongToDoubleFunction value) {
        return numbers.stream().mapToLong(Long::longValue).mapToDouble(value).toArray();
    }

    /** From the shortest to the longest in equal factors. */
    private static double[] between(List<Long> lengths) {
        double first = Math.log(lengths.getFirst());
        double step = (Math.log(lengths.getLast()) - first) / (CURVE_POINTS - 1);
        return LongStream.range(0, CURVE_POINTS)
                .mapToDouble(i -> Math.exp(first + i * step))
                .toArray();
    }
}
