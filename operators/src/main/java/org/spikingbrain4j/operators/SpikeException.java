package org.spikingbrain4j.operators;

/** Activations that cannot become spikes. */
public final class SpikeException extends ActivationException {
    private static final long serialVersionUID = 1;

    private SpikeException(String problem, int row) {
        super(problem, row);
    }

    private SpikeException(SpikeException cause, int row, String place) {
        super(cause, row, place);
    }

    /** Of a value that is NaN, infinite, or would need more than {@link SpikeRule#LARGEST_COUNT} spikes. */
    public static SpikeException of(SpikeRule rule, int row, int column, double value, float threshold) {
        String problem = Double.isFinite(value)
                ? "%s: channel %d: %s is %.0f times the threshold %s, expected at most %d spikes; use a smaller k, or spiking off, at"
                        .formatted(
                                rule.name(),
                                column,
                                value,
                                Math.abs(value / threshold),
                                threshold,
                                SpikeRule.LARGEST_COUNT)
                : "%s: channel %d: expected a finite activation, found %s; the weights are damaged or overflow float32, at"
                        .formatted(rule.name(), column, value);
        return new SpikeException(problem, row);
    }

    @Override
    SpikeException placed(int newRow, String place) {
        return new SpikeException(this, newRow, place);
    }
}
