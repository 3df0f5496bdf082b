package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.spikingbrain4j.model.SpikeActivity;
import org.spikingbrain4j.spiking.OperationCount;
import org.spikingbrain4j.spiking.SpikeStatistics;

/** Statistics as JSON, under the names of the fixtures (spec 6.6). */
final class SpikeFields {
    private SpikeFields() {}

    /** All linears together, all queries together, and which linears take no spikes. */
    static void add(ObjectNode node, SpikeActivity activity) {
        add(node.putObject("linears"), activity.linears().totalStatistics());
        SpikeStatistics queries = activity.queries().totalStatistics();
        if (queries.channels() > 0) {
            add(node.putObject("queries"), queries);
        }
        ObjectNode dense = node.putObject("dense_linears");
        activity.denseLinears()
                .forEach((name, linear) -> dense.putObject(name)
                        .put("inputs", linear.inputs())
                        .put("outputs", linear.outputs())
                        .put("integer_weights", linear.integerWeights())
                        .put("tokens", linear.tokens()));
    }

    static void add(ObjectNode node, SpikeStatistics statistics) {
        node.put("channels", statistics.channels())
                .put("mean_abs_count", statistics.meanAbsoluteCount())
                .put("zero_share", statistics.silentShare())
                .put("within7_share", statistics.within7Share())
                .put("above16_share", statistics.above16Share())
                .put("max_abs_count", statistics.largestCount())
                .put("mean_bit_spikes", statistics.meanBitSpikes());
        if (statistics.silentShare() < 1) {
            node.put("mean_bit_spikes_active_only", statistics.meanBitSpikesActive());
        } else {
            node.putNull("mean_bit_spikes_active_only"); // the mean of nothing
        }
        node.put("sparsity_3step", statistics.sparsity3Step())
                .put("sparsity_over3", statistics.sparsityOver3())
                .put("sparsity_low3bits", statistics.sparsityLow3Bits());
    }

    static void add(ObjectNode node, OperationCount operations) {
        node.put("bit_additions", operations.bitAdds())
                .put("unit_additions", operations.unitAdds())
                .put("multiply_adds_dense", operations.multiplyAdds())
                .put("weights_touched", operations.touchedWeights());
    }
}
