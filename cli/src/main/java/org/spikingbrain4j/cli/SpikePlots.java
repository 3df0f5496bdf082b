package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.model.SpikeActivity;
import org.spikingbrain4j.model.SpikeObserver;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.spiking.CountHistogramPlot;
import org.spikingbrain4j.spiking.SpikeCoding;
import org.spikingbrain4j.spiking.SpikeHistogram;
import org.spikingbrain4j.spiking.SpikeRaster;

/** The plots of one run: gathers what they show while the model runs, and draws it. */
final class SpikePlots implements SpikeObserver {
    private final Optional<Path> histogram;
    private final Optional<Path> raster;
    private final RasterRows rows;
    private final SpikeCoding coding;

    SpikePlots(Optional<Path> histogram, Optional<Path> raster, RasterRows rows, SpikeCoding coding) {
        this.histogram = histogram;
        this.raster = raster;
        this.rows = rows;
        this.coding = coding;
    }

    @Override
    public void linear(String projection, int outputs, HostSpikes spikes) {
        rows.linear(projection, outputs, spikes);
    }

    @Override
    public void queries(String name, HostSpikes spikes) {
        rows.queries(name, spikes);
    }

    /**
     * To be asked once the first tokens are read, since only then is it known what spikes.
     *
     * @throws InputException where plots are to show what does not exist
     */
    void requireFound() {
        rows.choice().requireFound(rows.names());
    }

    /** The files by the flags that ask for them. */
    Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        histogram.ifPresent(file -> files.put("histogram", file));
        raster.ifPresent(file -> files.put("raster", file));
        return files;
    }

    /** Draws them; a line about each. */
    List<String> write(SpikeActivity activity) {
        List<String> lines = new ArrayList<>();
        histogram.ifPresent(file -> lines.add(writeHistogram(file, activity)));
        raster.ifPresent(file -> lines.add(writeRaster(file)));
        return lines;
    }

    private String writeHistogram(Path file, SpikeActivity activity) {
        Map<String, SpikeHistogram> parts =
                new LinkedHashMap<>(activity.linears().histograms());
        if (rows.choice().projection().isPresent()) {
            parts.putAll(activity.queries().histograms());
        }
        parts.keySet().removeIf(name -> !rows.choice().matches(name));
        SpikeHistogram sum = new SpikeHistogram();
        parts.values().forEach(sum::add);
        String what = parts.size() == 1
                ? subject(parts.keySet().iterator().next())
                : (rows.choice().isEverything() ? "into all %d linears that spike" : "of %d projections")
                        .formatted(parts.size());
        String title = "Counts %s, %s".formatted(what, Quantity.plural(activity.tokens(), "token"));
        new CountHistogramPlot(title, sum).write(file);
        return "%s: %s".formatted(file, title);
    }

    private String writeRaster(Path file) {
        int[][] counts = rows.counts();
        int last = rows.firstNeuron() + counts[0].length - 1;
        String title = "Spikes %s, neurons %d to %d, %s, %s"
                .formatted(
                        subject(rows.shown()),
                        rows.firstNeuron(),
                        last,
                        Quantity.plural(counts.length, "token"),
                        coding.label().replace('_', ' '));
        SpikeRaster.of(title, counts, coding)
                .withFirstNeuron(rows.firstNeuron())
                .write(file);
        return "%s: %s".formatted(file, title);
    }

    /** Spikes go into linears; those of queries go into none. */
    private static String subject(String name) {
        return (name.endsWith(".query") ? "of " : "into ") + name;
    }
}
