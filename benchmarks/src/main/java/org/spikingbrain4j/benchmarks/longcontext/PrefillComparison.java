package org.spikingbrain4j.benchmarks.longcontext;

import java.util.List;
import java.util.Optional;

/**
 * The prompts of one shape: what is measured, and the fit that stands for what is not.
 *
 * @param spikingBrain measured, shortest first
 * @param transformer measured, shortest first
 * @param fit of the Transformer's seconds, all layers; empty with fewer than two lengths
 */
record PrefillComparison(
        ModelShape shape,
        List<Long> lengths,
        List<Measurement> spikingBrain,
        List<Measurement> transformer,
        Optional<QuadraticFit> fit) {

    /** Seconds to the first token, and whether they were measured. */
    record Estimate(double seconds, boolean measured) {}

    static PrefillComparison of(ModelShape shape, Options options, Results results) {
        List<Measurement> transformer = measured(shape, Engine.TRANSFORMER, options, results);
        Optional<QuadraticFit> fit =
                transformer.size() < 2 ? Optional.empty() : Optional.of(QuadraticFit.of(points(transformer)));
        return new PrefillComparison(
                shape, options.lengths(), measured(shape, Engine.SPIKINGBRAIN, options, results), transformer, fit);
    }

    private static List<Measurement> measured(ModelShape shape, Engine engine, Options options, Results results) {
        return options.lengths().stream()
                .map(tokens -> options.task(Task.Kind.PREFILL, shape, engine, tokens))
                .flatMap(task -> results.find(task).stream())
                .toList();
    }

    /** The measured points of a model, all layers. */
    static List<QuadraticFit.Point> points(List<Measurement> measurements) {
        return measurements.stream()
                .map(one -> new QuadraticFit.Point(one.task().tokens(), one.modelSeconds()))
                .toList();
    }

    /** Of SpikingBrain: beyond the longest prompt measured at the speed of that one, which is the cost of a token there. */
    Optional<Estimate> spikingBrain(long tokens) {
        return at(spikingBrain, tokens)
                .or(() -> spikingBrain.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Estimate(secondsPerToken(spikingBrain.getLast()) * tokens, false)));
    }

    /** Of the Transformer: by the fit where it was not measured. */
    Optional<Estimate> transformer(long tokens) {
        return at(transformer, tokens).or(() -> fit.map(curve -> new Estimate(curve.at(tokens), false)));
    }

    /** How many times longer the Transformer takes. */
    Optional<Double> ratio(long tokens) {
        return spikingBrain(tokens)
                .flatMap(ours -> transformer(tokens).map(theirs -> theirs.seconds() / ours.seconds()));
    }

    /** By which share of itself the resident memory of SpikingBrain grows from the first length of at least 4k to the longest. */
    Optional<Double> memoryGrowth() {
        List<Measurement> longTexts =
                spikingBrain.stream().filter(one -> one.task().tokens() >= 4096).toList();
        if (longTexts.size() < 2) {
            return Optional.empty();
        }
        double first = longTexts.getFirst().value(Quantity.RESIDENT_BYTES);
        return Optional.of(longTexts.getLast().value(Quantity.RESIDENT_BYTES) / first - 1);
    }

    /** Share of softmax attention and gated linear attention in the time of the layers, longest prompt of SpikingBrain. */
    Optional<Double> mixingShare() {
        if (spikingBrain.isEmpty()) {
            return Optional.empty();
        }
        Measurement longest = spikingBrain.getLast();
        double layers = longest.value(Quantity.SECONDS) - longest.value(Quantity.HEAD_SECONDS);
        double mixing = longest.value(Quantity.ATTENTION_SECONDS) + longest.value(Quantity.GATED_LINEAR_SECONDS);
        return Optional.of(mixing / layers);
    }

    private static Optional<Estimate> at(List<Measurement> measurements, long tokens) {
        return measurements.stream()
                .filter(one -> one.task().tokens() == tokens)
                .findFirst()
                .map(one -> new Estimate(one.modelSeconds(), true));
    }

    private static double secondsPerToken(Measurement measurement) {
        return measurement.modelSeconds() / measurement.task().tokens();
    }
}
