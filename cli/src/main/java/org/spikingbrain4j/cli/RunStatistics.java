package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.spikingbrain4j.model.ExpertActivity;
import org.spikingbrain4j.model.SpikeActivity;

/** What spiked during a run, and which experts got its tokens: each where there is any. */
final class RunStatistics {
    private final SpikeActivity activity;
    private final ExpertReport experts;

    /**
     * @param activity of at least one token
     */
    RunStatistics(SpikeActivity activity, ExpertActivity experts) {
        this.activity = activity;
        this.experts = new ExpertReport(experts);
    }

    String text() {
        return (spiked() ? new SpikeSummary(activity).text() : "") + (experts.isEmpty() ? "" : experts.text());
    }

    void addTo(ObjectNode node) {
        if (spiked()) {
            new SpikeSummary(activity).addTo(node.putObject("spikes"));
        }
        if (!experts.isEmpty()) {
            experts.addTo(node.putArray("experts"));
        }
    }

    private boolean spiked() {
        return !activity.linears().histograms().isEmpty();
    }
}
