package org.spikingbrain4j.spiking;

import java.util.stream.Collectors;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * What the operations of linear layers would cost at published prices: an idealised figure of a chip that does nothing
 * else, not a measurement ({@link PowerMeter} measures). Counted are the additions or multiply-adds and the reading of
 * each token's weights. Not counted are scales, thresholds, activations, outputs, the shifts of bitwise spikes, control
 * and leakage.
 *
 * <p>The report's example: 1.13 spikes · 0.03 pJ = 0.034 pJ instead of 1.5 pJ (FP16) and 0.23 pJ (INT8). That is 44.2 and
 * 6.8 times less; its 43.48 is 1 / (1 - 97.7 %), of the rounded saving.
 */
public final class EnergyModel {
    private static final double JOULES_PER_PICOJOULE = 1e-12;
    private static final int INT8_BYTES = 1;
    private static final int FP16_BYTES = 2;

    private final EnergyTable table;
    private final EnergyRange perByte;

    /**
     * A model with these prices and all weights in this memory.
     *
     * @throws SpikingBrainException if the table has no price for the memory
     */
    public EnergyModel(EnergyTable table, Memory weights) {
        this.table = table;
        this.perByte = table.perByte(weights)
                .orElseThrow(
                        () -> new SpikingBrainException("energy: %s (%s) has no price for %s memory: need one of %s"
                                .formatted(table.name(), table.source(), weights.label(), labels(table))));
    }

    /** Event-driven with INT8 weights: an INT8 addition per spike of a bitwise coding; silent inputs read no weights. */
    public EnergyEstimate spiking(OperationCount operations) {
        return estimate(operations.bitAdds() * table.int8Add(), operations.touchedBytes(INT8_BYTES));
    }

    /** Dense with INT8 weights and activations. */
    public EnergyEstimate int8Dense(OperationCount operations) {
        return estimate(operations.multiplyAdds() * table.int8MultiplyAdd(), operations.denseBytes(INT8_BYTES));
    }

    /** Dense in half precision. */
    public EnergyEstimate fp16Dense(OperationCount operations) {
        return estimate(operations.multiplyAdds() * table.fp16MultiplyAdd(), operations.denseBytes(FP16_BYTES));
    }

    private static String labels(EnergyTable table) {
        return table.memory().keySet().stream().sorted().map(Memory::label).collect(Collectors.joining(", "));
    }

    private EnergyEstimate estimate(double arithmetic, double bytes) {
        return new EnergyEstimate(
                arithmetic * JOULES_PER_PICOJOULE, perByte.times(bytes).times(JOULES_PER_PICOJOULE));
    }
}
