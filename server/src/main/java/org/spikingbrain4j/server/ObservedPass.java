package org.spikingbrain4j.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.spikingbrain4j.model.ProjectionName;
import org.spikingbrain4j.model.SpikeActivity;
import org.spikingbrain4j.model.SpikeObserver;
import org.spikingbrain4j.model.TokenEnergy;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.spiking.EnergyModel;
import org.spikingbrain4j.spiking.EnergyTable;
import org.spikingbrain4j.spiking.Memory;
import org.spikingbrain4j.spiking.SpikeHistogram;
import org.spikingbrain4j.spiking.SpikeStatistics;

/** What spiked in one pass: all counts as statistics, those of watched layers as they are. */
final class ObservedPass implements SpikeObserver {
    private static final EnergyModel PRICES = new EnergyModel(EnergyTable.HOROWITZ_45_NM, Memory.DRAM);

    private final SpikeActivity activity = new SpikeActivity();
    private final List<SpikeWatch> watches;
    private final Map<String, HostSpikes> watched = new ConcurrentHashMap<>();

    /** @param watches whose layers are kept */
    ObservedPass(List<SpikeWatch> watches) {
        this.watches = watches;
    }

    SpikeActivity activity() {
        return activity;
    }

    @Override
    public void linear(String projection, int outputs, HostSpikes spikes) {
        Optional<Integer> layer = layer(projection);
        if (layer.isPresent() && watches.stream().anyMatch(watch -> watch.layer() == layer.get())) {
            watched.put(projection, spikes);
        }
    }

    @Override
    public void queries(String name, HostSpikes spikes) {
        // They meet no weights: the linears tell all that the panel shows.
    }

    boolean spiked() {
        return activity.tokens() > 0 && !activity.linears().histograms().isEmpty();
    }

    /** The spikes of a watched projection. */
    Optional<HostSpikes> spikes(String projection) {
        return Optional.ofNullable(watched.get(projection));
    }

    /** The projections of all layers that are fed spikes. */
    Set<String> projections() {
        return activity.linears().histograms().keySet();
    }

    /** The projections of a layer that are fed spikes, in the order of the pass. */
    List<String> projections(int layer) {
        return projections().stream()
                .filter(name -> layer(name).filter(found -> found == layer).isPresent())
                .toList();
    }

    SpikeStatistics statistics() {
        return activity.linears().totalStatistics();
    }

    /** The statistics of each layer. */
    Map<Integer, SpikeStatistics> layers() {
        Map<Integer, SpikeHistogram> histograms = new LinkedHashMap<>();
        activity.linears()
                .histograms()
                .forEach((name, histogram) -> layer(name)
                        .ifPresent(layer -> histograms
                                .computeIfAbsent(layer, _ -> new SpikeHistogram())
                                .add(histogram)));
        Map<Integer, SpikeStatistics> statistics = new LinkedHashMap<>();
        histograms.forEach((layer, histogram) -> statistics.put(layer, SpikeStatistics.of(histogram)));
        return statistics;
    }

    /** At the prices of 45 nm with weights in DRAM. */
    TokenEnergy energy() {
        return TokenEnergy.of(activity, PRICES);
    }

    private static Optional<Integer> layer(String projection) {
        return ProjectionName.of(projection).layer();
    }
}
