package org.spikingbrain4j.benchmarks.longcontext;

import java.util.EnumMap;
import java.util.Map;

/** Nanoseconds by kind of operator, of one thread that runs passes. */
final class OperatorTimes {
    /** What operators are counted as. */
    enum Part {
        LINEAR,
        ATTENTION,
        GATED_LINEAR,
        /** Embedding and output matrix. */
        HEAD
    }

    private final Map<Part, Long> nanos = new EnumMap<>(Part.class);

    void add(Part part, long more) {
        nanos.merge(part, more, Long::sum);
    }

    double seconds(Part part) {
        return nanos.getOrDefault(part, 0L) / 1e9;
    }

    void reset() {
        nanos.clear();
    }
}
