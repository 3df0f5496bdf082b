package org.spikingbrain4j.spiking;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Gathers counts per projection while a model runs, such as {@code model.layers.0.attn.q_proj}. Projections that share
 * their input count separately, as in spec 6.6. Thread-safe; snapshots keep the order in which projections first came.
 */
public final class SpikeStatisticsCollector {
    private final Map<String, Projection> projections = new LinkedHashMap<>();

    private record Projection(int outputs, SpikeHistogram histogram) {
        synchronized void add(int[] counts, int from, int length) {
            histogram.add(counts, from, length);
        }

        synchronized SpikeHistogram copy() {
            SpikeHistogram copy = new SpikeHistogram();
            copy.add(histogram);
            return copy;
        }
    }

    /**
     * Adds the input counts of a projection, of one token or of many.
     *
     * @param projection its name
     * @param outputs how many outputs each count feeds; 0 for counts that meet no weights, as those of queries
     * @throws IllegalArgumentException if the projection came with other outputs before
     */
    public void record(String projection, int outputs, int[] counts, int from, int length) {
        projection(projection, outputs).add(counts, from, length);
    }

    private Projection projection(String name, int outputs) {
        synchronized (projections) {
            Projection projection =
                    projections.computeIfAbsent(name, key -> new Projection(outputs, new SpikeHistogram()));
            if (projection.outputs() != outputs) {
                throw new IllegalArgumentException(
                        "%s: has %d outputs, found %d".formatted(name, projection.outputs(), outputs));
            }
            return projection;
        }
    }

    /** The histogram of each projection. */
    public Map<String, SpikeHistogram> histograms() {
        return snapshot(Projection::copy);
    }

    /** The statistics of each projection. */
    public Map<String, SpikeStatistics> statistics() {
        return snapshot(projection -> SpikeStatistics.of(projection.copy()));
    }

    /** The operations of each projection. */
    public Map<String, OperationCount> operations() {
        return snapshot(projection -> OperationCount.linear(projection.copy(), projection.outputs()));
    }

    /** The histogram of all projections together. */
    public SpikeHistogram totalHistogram() {
        SpikeHistogram total = new SpikeHistogram();
        histograms().values().forEach(total::add);
        return total;
    }

    /** The statistics of all projections together. */
    public SpikeStatistics totalStatistics() {
        return SpikeStatistics.of(totalHistogram());
    }

    /** The operations of all projections together. */
    public OperationCount totalOperations() {
        return operations().values().stream().reduce(OperationCount.NONE, OperationCount::plus);
    }

    private <T> Map<String, T> snapshot(Function<Projection, T> view) {
        Map<String, T> snapshot = new LinkedHashMap<>();
        synchronized (projections) {
            projections.forEach((name, projection) -> snapshot.put(name, view.apply(projection)));
        }
        return Collections.unmodifiableMap(snapshot);
    }
}
