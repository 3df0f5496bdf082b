package org.spikingbrain4j.model;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.Weight;
import org.spikingbrain4j.spiking.SpikeStatisticsCollector;

/**
 * All that spiked on an {@link ObservedBackend}: statistics and operations of the linears that are fed spikes, of the queries
 * by themselves, and the linears that are not, so that totals leave nothing out. Thread-safe.
 */
public final class SpikeActivity implements SpikeObserver {
    private final SpikeStatisticsCollector linears = new SpikeStatisticsCollector();
    private final SpikeStatisticsCollector queries = new SpikeStatisticsCollector();
    private final Map<String, DenseLinear> dense = new LinkedHashMap<>();
    private final Map<String, Long> tokensOfExperts = new HashMap<>();
    private final AtomicLong tokens = new AtomicLong();

    @Override
    public void tokens(int count) {
        tokens.addAndGet(count);
    }

    @Override
    public void linear(String projection, int outputs, HostSpikes spikes) {
        linears.record(projection, outputs, spikes.counts(), 0, spikes.counts().length);
    }

    @Override
    public void queries(String name, HostSpikes spikes) {
        queries.record(name, 0, spikes.counts(), 0, spikes.counts().length);
    }

    @Override
    public void dense(String projection, Weight weight) {
        synchronized (dense) {
            dense.putIfAbsent(projection, DenseLinear.of(weight));
        }
    }

    @Override
    public void denseOfExpert(String projection, Weight weight, int got) {
        synchronized (dense) {
            dense.putIfAbsent(projection, DenseLinear.of(weight));
            tokensOfExperts.merge(projection, (long) got, Long::sum);
        }
    }

    /** Tokens read so far. */
    public long tokens() {
        return tokens.get();
    }

    /** The linears that were fed spikes. Those that share an input count separately (spec 6.6). */
    public SpikeStatisticsCollector linears() {
        return linears;
    }

    /** The queries of softmax attention; nothing in models without. */
    public SpikeStatisticsCollector queries() {
        return queries;
    }

    /**
     * The linears that were fed activations as they are, by name: the head, routers, {@code gk_proj.1}, {@code down_proj} in the official MLP.
     * Those of an expert are passed by the tokens that it got, all others by every token: prompts may leave out the head, but who
     * generates does not.
     */
    public Map<String, DenseLinear> denseLinears() {
        synchronized (dense) {
            Map<String, DenseLinear> linears = new LinkedHashMap<>();
            dense.forEach((name, linear) ->
                    linears.put(name, linear.withTokens(tokensOfExperts.getOrDefault(name, tokens()))));
            return Collections.unmodifiableMap(linears);
        }
    }
}
