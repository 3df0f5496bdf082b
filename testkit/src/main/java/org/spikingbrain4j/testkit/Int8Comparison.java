package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.Tensor;

/** Linears of an integer matrix on spikes, executed both ways, beside the exact result. */
final class Int8Comparison {
    private static final float[] NO_BIAS = {};

    private final ContractSubject contract;
    private final Lane lane;

    Int8Comparison(ContractSubject contract, Lane lane) {
        this.contract = contract;
        this.lane = lane;
    }

    /**
     * What one pass gave.
     *
     * @param y without bias
     * @param biased with it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Outcome(HostSpikes spikes, float[] y, float[] biased) {}

    Outcome run(Int8Case weight, HostTensor bias, Activity.Rows rows, SpikeExecution execution) {
        lane.poison();
        return lane.pass(ops -> {
            Tensor spikes = ops.spike(lane.upload(ops, rows.x()), rows.rule(execution));
            Tensor y = ops.linear(spikes, lane.weight(weight.matrix()));
            Tensor biased = ops.linear(spikes, lane.weight(weight.matrix()), lane.weight(bias));
            return new Outcome(ops.spikesToHost(spikes), ops.toHost(y), ops.toHost(biased));
        });
    }

    /** Both executions give the same bits, in every run, and these are the exact result. */
    Outcome exact(String what, Int8Case weight, HostTensor bias, Activity.Rows rows) {
        Outcome counts = run(weight, bias, rows, SpikeExecution.COUNTS);
        Outcome events = run(weight, bias, rows, SpikeExecution.EVENTS);
        assertThat(events.spikes().counts())
                .as("%s: counts", what)
                .isEqualTo(counts.spikes().counts());
        Bits.same(
                what + ", thresholds",
                counts.spikes().thresholds(),
                events.spikes().thresholds());
        Bits.same(what + ", EVENTS beside COUNTS", counts.y(), events.y());
        Bits.same(what + ", EVENTS beside COUNTS with bias", counts.biased(), events.biased());
        Bits.same(
                what + ", COUNTS again",
                counts.y(),
                run(weight, bias, rows, SpikeExecution.COUNTS).y());
        Bits.same(
                what + ", EVENTS again",
                counts.y(),
                run(weight, bias, rows, SpikeExecution.EVENTS).y());
        compare(what, weight.expected(counts.spikes(), NO_BIAS), counts.y());
        compare(what + ", bias", weight.expected(counts.spikes(), bias.toFloats()), counts.biased());
        return counts;
    }

    private void compare(String what, float[] expected, float[] actual) {
        if (contract.computesInFloat32()) {
            Bits.same(what, expected, actual);
        } else {
            Deviation deviation = Deviation.between(expected, actual);
            assertThat(deviation.within(contract.tolerance()))
                    .as("%s: %s; tolerance %.1e", what, deviation, contract.tolerance())
                    .isTrue();
        }
    }
}
