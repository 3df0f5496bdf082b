package org.spikingbrain4j.benchmarks.longcontext;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One measured point.
 *
 * @param session number of the {@link Session} that measured it
 * @param labels how it came about, where that is not plain measuring
 */
record Measurement(Task task, int session, Map<Quantity, Double> values, List<String> labels) {
    Measurement {
        values = Map.copyOf(values);
        labels = List.copyOf(labels);
    }

    /** In a fixed order, so that files do not change without a reason. */
    @Override
    public Map<Quantity, Double> values() {
        return new TreeMap<>(values);
    }

    double value(Quantity quantity) {
        Double value = values.get(quantity);
        if (value == null) {
            throw new ReportException(
                    "%s: has no %s; measure it again with --fresh".formatted(task.description(), quantity.key()));
        }
        return value;
    }

    /** Seconds of all layers: those of the measured ones times their share, embedding and head once. */
    @JsonIgnore
    double modelSeconds() {
        double measured = value(Quantity.SECONDS);
        ModelShape shape = task.modelShape();
        if (!shape.scaled()) {
            return measured;
        }
        double once = value(Quantity.HEAD_SECONDS);
        return shape.layerFactor() * (measured - once) + once;
    }

    /** State, living Java objects, and memory outside of the heap: all but the mapped weights and the heap's free room. */
    @JsonIgnore
    double workingBytes() {
        return value(Quantity.HEAP_BYTES) + value(Quantity.NATIVE_BYTES);
    }

    Measurement in(int newSession) {
        return new Measurement(task, newSession, values, labels);
    }
}
