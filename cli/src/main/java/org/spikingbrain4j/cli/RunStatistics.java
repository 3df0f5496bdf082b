package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.spikingbrain4j.model.ExpertActivity;
import org.spikingbrain4j.model.ExpertMemoryStatus;
import org.spikingbrain4j.model.SpikeActivity;

/** What spiked during a run, and which experts got its tokens: each where there is any. */
final class RunStatistics {
    private final SpikeActivity activity;
    private final ExpertReport experts;
    private final Optional<ExpertMemoryStatus> memory;

    /**
     * @param activity of at least one token
     * @param memory of the experts, where it has bounds
     */
    RunStatistics(SpikeActivity activity, ExpertActivity experts, Optional<ExpertMemoryStatus> memory) {
        this.activity = activity;
        this.experts = new ExpertReport(experts);
        this.memory = memory;
    }

    String text() {
        return (spiked() ? new SpikeSummary(activity).text() : "")
                + (experts.isEmpty() ? "" : experts.text())
                + memory.map(RunStatistics::text).orElse("");
    }

    private static String text(ExpertMemoryStatus memory) {
        return "experts' memory: %s of %s, %d of %s read from the file%n"
                .formatted(
                        Quantity.bytes(memory.resident()),
                        Quantity.bytes(memory.budget()),
                        memory.reads(),
                        Quantity.plural(memory.uses(), "use"));
    }

    void addTo(ObjectNode node) {
        if (spiked()) {
            new SpikeSummary(activity).addTo(node.putObject("spikes"));
        }
        if (!experts.isEmpty()) {
            experts.addTo(node.putArray("experts"));
        }
        memory.ifPresent(status -> node.putObject("expert_memory")
                .put("budget_bytes", status.budget())
                .put("resident_bytes", status.resident())
                .put("uses", status.uses())
                .put("reads", status.reads()));
    }

    private boolean spiked() {
        return !activity.linears().histograms().isEmpty();
    }
}
