package org.spikingbrain4j.benchmarks.longcontext;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was to be reached, beside what was. */
final class Goals {
    private static final Map<Long, Double> PREFILL = Map.of(1L << 20, 26.5, 1L << 22, 100.0);
    private static final Map<Long, Double> DECODE = Map.of(64L << 10, 4.04, 128L << 10, 7.52, 256L << 10, 15.39);
    private static final double MEMORY = 0.01;
    private static final double MIXING = 0.15;

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds those of one shape. */
    void add(ModelShape shape, PrefillComparison prefill, DecodeComparison decode) {
        new TreeMap<>(PREFILL).forEach((tokens, least) -> {
            boolean measured = prefill.spikingBrain(tokens)
                            .map(PrefillComparison.Estimate::measured)
                            .orElse(false)
                    && prefill.transformer(tokens)
                            .map(PrefillComparison.Estimate::measured)
                            .orElse(false);
            atLeast(
                    "%s: first token after %s tokens, times sooner than the Transformer%s"
                            .formatted(shape.key(), Text.tokens(tokens), measured ? "" : " (extrapolated)"),
                    least,
                    prefill.lengths().contains(tokens) ? prefill.ratio(tokens) : Optional.empty());
        });
        new TreeMap<>(DECODE)
                .forEach((tokens, least) -> atLeast(
                        "%s: decoding after %s tokens, times faster than the Transformer"
                                .formatted(shape.key(), Text.tokens(tokens)),
                        least,
                        decode.ratio(Engine.TRANSFORMER, tokens)));
        if (!shape.scaled()) {
            prefill.memoryGrowth()
                    .ifPresent(growth -> atMost(
                            "%s: resident memory beyond the weights, growth from 4k to %s tokens"
                                    .formatted(
                                            shape.key(),
                                            Text.tokens(prefill.spikingBrain()
                                                    .getLast()
                                                    .task()
                                                    .tokens())),
                            MEMORY,
                            growth));
        }
        if (shape == ModelShape.LARGE) {
            prefill.mixingShare()
                    .ifPresent(share -> atMost(
                            "7b: window attention and gated linear attention together, share of prefill",
                            MIXING,
                            share));
        }
    }

    /** Empty where nothing of it was measured. */
    String text() {
        if (rows.isEmpty()) {
            return "";
        }
        Table table = new Table(List.of("goal", "wanted", "found", ""));
        rows.forEach(table::row);
        return table.text();
    }

    private void atLeast(String goal, double least, Optional<Double> found) {
        found.ifPresent(value -> rows.add(
                List.of(goal, "> " + Text.number(least), Text.number(value), value > least ? "met" : "**missed**")));
    }

    private void atMost(String goal, double most, double found) {
        rows.add(List.of(goal, "< " + Text.percent(most), Text.percent(found), found < most ? "met" : "**missed**"));
    }
}
