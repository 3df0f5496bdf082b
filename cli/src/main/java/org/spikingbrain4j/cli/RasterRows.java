package org.spikingbrain4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.spikingbrain4j.model.SpikeObserver;
import org.spikingbrain4j.operators.HostSpikes;

/** Keeps the counts that a raster shows: a range of neurons, the first tokens, the first projection that is meant. Of one sequence. */
final class RasterRows implements SpikeObserver {
    private final ProjectionChoice choice;
    private final NeuronRange neurons;
    private final int tokens;
    private final Set<String> names = new LinkedHashSet<>();
    private final List<int[]> rows = new ArrayList<>();
    private Optional<String> shown = Optional.empty();

    RasterRows(ProjectionChoice choice, NeuronRange neurons, int tokens) {
        this.choice = choice;
        this.neurons = neurons;
        this.tokens = tokens;
    }

    ProjectionChoice choice() {
        return choice;
    }

    @Override
    public void linear(String projection, int outputs, HostSpikes spikes) {
        keep(projection, spikes);
    }

    @Override
    public void queries(String name, HostSpikes spikes) {
        keep(name, spikes);
    }

    private void keep(String name, HostSpikes spikes) {
        names.add(name);
        if (shown.isEmpty() && choice.matches(name)) {
            shown = Optional.of(name);
        }
        if (shown.equals(Optional.of(name))) {
            int end = neurons.lastOf(name, spikes.columns()) + 1;
            for (int row = 0; row < spikes.rows() && rows.size() < tokens; row++) {
                int start = row * spikes.columns();
                rows.add(Arrays.copyOfRange(spikes.counts(), start + neurons.first(), start + end));
            }
        }
    }

    /** The names of all that spiked. */
    Set<String> names() {
        return names;
    }

    /** The projection that the rows are of. */
    String shown() {
        return shown.orElseThrow();
    }

    int firstNeuron() {
        return neurons.first();
    }

    /** Counts, [tokens, neurons]. */
    int[][] counts() {
        return rows.toArray(int[][]::new);
    }
}
