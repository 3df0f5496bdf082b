package org.spikingbrain4j.benchmarks.longcontext;

import java.util.List;
import java.util.Optional;

/**
 * Decoding of one shape after contexts of growing length.
 *
 * @param measured of all engines
 */
record DecodeComparison(List<Long> contexts, List<Measurement> measured) {

    static DecodeComparison of(ModelShape shape, Options options, Results results) {
        List<Measurement> measured = options.contexts().stream()
                .flatMap(tokens -> List.of(Engine.values()).stream()
                        .map(engine -> options.task(Task.Kind.DECODE, shape, engine, tokens)))
                .flatMap(task -> results.find(task).stream())
                .toList();
        return new DecodeComparison(options.contexts(), measured);
    }

    Optional<Measurement> at(Engine engine, long tokens) {
        return measured.stream()
                .filter(one -> one.task().engine() == engine && one.task().tokens() == tokens)
                .findFirst();
    }

    Optional<Double> tokensPerSecond(Engine engine, long tokens) {
        return at(engine, tokens).map(one -> 1 / one.value(Quantity.SECONDS));
    }

    /** How many times faster SpikingBrain is. */
    Optional<Double> ratio(Engine engine, long tokens) {
        return tokensPerSecond(Engine.SPIKINGBRAIN, tokens)
                .flatMap(ours -> tokensPerSecond(engine, tokens).map(theirs -> ours / theirs));
    }

    /** How points of an engine came about, each label once. */
    List<String> labels(Engine engine) {
        return measured.stream()
                .filter(one -> one.task().engine() == engine)
                .flatMap(one -> one.labels().stream())
                .distinct()
                .toList();
    }
}
