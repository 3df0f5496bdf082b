package org.spikingbrain4j.benchmarks.longcontext;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One point to measure; equal tasks have equal settings, so that a point is measured once.
 *
 * @param tokens of the prompt for {@link Kind#PREFILL}, of the context before decoding for {@link Kind#DECODE}
 */
record Task(Kind kind, String shape, Engine engine, WeightKind weights, int threads, long tokens) {
    /** What is measured. */
    enum Kind {
        /** Time to the first token. */
        PREFILL,
        /** Time of a token after a context. */
        DECODE;

        @JsonValue
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    ModelShape modelShape() {
        return ModelShape.of(shape);
    }

    /** For people. */
    String description() {
        return "%s %s, %s, %s tokens".formatted(kind.key(), shape, engine.title(), Text.tokens(tokens));
    }
}
