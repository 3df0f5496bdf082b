package org.spikingbrain4j.benchmarks.longcontext;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The tables of the prompts of one shape in Markdown: times and memory, the fit and its residuals, the parts of the time. */
record PrefillText(PrefillComparison prefill, Plan plan, Options options) {
    private static final String NOTHING = "";

    String text() {
        return String.join("\n", times(), fit(), memory(), parts()).strip();
    }

    private String times() {
        Table table = new Table(List.of(
                "prompt",
                "SpikingBrain, first token",
                "token/s",
                "Transformer, first token",
                "token/s",
                "times sooner"));
        for (long tokens : prefill.lengths()) {
            var ours = prefill.spikingBrain(tokens);
            var theirs = prefill.transformer(tokens);
            boolean measured = ours.map(PrefillComparison.Estimate::measured).orElse(false)
                    && theirs.map(PrefillComparison.Estimate::measured).orElse(false);
            table.row(List.of(
                    Text.tokens(tokens),
                    time(ours),
                    speed(ours, tokens),
                    time(theirs),
                    speed(theirs, tokens),
                    prefill.ratio(tokens)
                            .map(ratio -> slanted(Text.number(ratio), measured))
                            .orElse(NOTHING)));
        }
        return table.text();
    }

    private String fit() {
        if (prefill.fit().isEmpty()) {
            return NOTHING;
        }
        QuadraticFit fit = prefill.fit().get();
        List<QuadraticFit.Point> points = PrefillComparison.points(prefill.transformer());
        String residuals = points.stream()
                .map(point -> "%s %+.1f %%".formatted(Text.tokens((long) point.tokens()), 100 * fit.residual(point)))
                .collect(Collectors.joining(", "));
        List<String> lines = new ArrayList<>();
        lines.add("Fit of the Transformer: a = %s µs, b = %s ns. Measured minus fitted, of the measured: %s."
                .formatted(Text.number(1e6 * fit.linear()), Text.number(1e9 * fit.quadratic()), residuals));
        for (long tokens : prefill.lengths()) {
            Task task = options.task(Task.Kind.PREFILL, prefill.shape(), Engine.TRANSFORMER, tokens);
            if (prefill.transformer().stream().noneMatch(one -> one.task().equals(task))) {
                plan.obstacle(task)
                        .ifPresent(why -> lines.add("Transformer, %s tokens: %s.".formatted(Text.tokens(tokens), why)));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private String memory() {
        Table table = new Table(List.of(
                "prompt",
                "SpikingBrain: state",
                "heap in use + native",
                "resident beyond the weights",
                "Transformer: state",
                "heap in use + native"));
        for (long tokens : prefill.lengths()) {
            Optional<Measurement> ours = at(prefill.spikingBrain(), tokens);
            Optional<Measurement> theirs = at(prefill.transformer(), tokens);
            if (ours.isPresent() || theirs.isPresent()) {
                table.row(List.of(
                        Text.tokens(tokens),
                        bytes(ours.map(one -> one.value(Quantity.STATE_BYTES))),
                        bytes(ours.map(Measurement::workingBytes)),
                        bytes(ours.map(one -> one.value(Quantity.RESIDENT_BYTES))),
                        bytes(theirs.map(one -> one.value(Quantity.STATE_BYTES))),
                        bytes(theirs.map(Measurement::workingBytes))));
            }
        }
        return table.text()
                + "\nHeap in use is after a collection at the end, native the most outside of heap and mapped weights;"
                + " resident is the most that the process held beyond mapped weights, the fixed heap counted whole.\n";
    }

    private String parts() {
        if (prefill.spikingBrain().isEmpty()) {
            return NOTHING;
        }
        Measurement longest = prefill.spikingBrain().getLast();
        double layers = longest.value(Quantity.SECONDS) - longest.value(Quantity.HEAD_SECONDS);
        double linear = longest.value(Quantity.LINEAR_SECONDS) / layers;
        double attention = longest.value(Quantity.ATTENTION_SECONDS) / layers;
        double recurrent = longest.value(Quantity.GATED_LINEAR_SECONDS) / layers;
        return "Of the layers' time of SpikingBrain, %s tokens: linears %s, window attention %s, gated linear attention %s, all else %s.%n"
                .formatted(
                        Text.tokens(longest.task().tokens()),
                        Text.percent(linear),
                        Text.percent(attention),
                        Text.percent(recurrent),
                        Text.percent(1 - linear - attention - recurrent));
    }

    private static Optional<Measurement> at(List<Measurement> measurements, long tokens) {
        return measurements.stream()
                .filter(one -> one.task().tokens() == tokens)
                .findFirst();
    }

    private static String time(Optional<PrefillComparison.Estimate> estimate) {
        return estimate.map(one -> slanted(Text.seconds(one.seconds()), one.measured()))
                .orElse(NOTHING);
    }

    private static String speed(Optional<PrefillComparison.Estimate> estimate, long tokens) {
        return estimate.map(one -> slanted(Text.number(tokens / one.seconds()), one.measured()))
                .orElse(NOTHING);
    }

    private static String bytes(Optional<Double> bytes) {
        return bytes.map(Text::megabytes).orElse(NOTHING);
    }

    private static String slanted(String text, boolean measured) {
        return measured ? text : "*" + text + "*";
    }
}
