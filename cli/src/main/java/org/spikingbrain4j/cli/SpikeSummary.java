package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.spikingbrain4j.model.SpikeActivity;
import org.spikingbrain4j.spiking.EnergyTable;
import org.spikingbrain4j.spiking.SpikeStatistics;

/** What spiked during a generation, in a few lines; command {@code spikes} says more. */
final class SpikeSummary {
    private final SpikeActivity activity;
    private final EnergyReport energy;

    /**
     * @param activity of at least one token
     */
    SpikeSummary(SpikeActivity activity) {
        this.activity = activity;
        this.energy = new EnergyReport(activity, EnergyTable.HOROWITZ_45_NM);
    }

    String text() {
        SpikeStatistics linears = activity.linears().totalStatistics();
        String spikes =
                "Spikes of %s: %s of channels silent, %s with |n| at most 7, %s above 16; %s spikes per channel, sparsity %s at 3 steps."
                        .formatted(
                                Quantity.plural(activity.tokens(), "token"),
                                Quantity.percent(linears.silentShare(), 1),
                                Quantity.percent(linears.within7Share(), 1),
                                Quantity.percent(linears.above16Share(), 2),
                                Quantity.number(linears.meanBitSpikes()),
                                Quantity.percent(linears.sparsity3Step(), 1));
        return Paragraph.of(spikes) + Paragraph.of(energy.summary());
    }

    void addTo(ObjectNode node) {
        node.put("tokens", activity.tokens());
        SpikeFields.add(node, activity);
        energy.addTo(node);
    }
}
