package org.spikingbrain4j.operators;

/** Activations that cannot become spikes. Knows the row of the pass, which the model turns into a token's position. */
public final class SpikeException extends SpikingBrainException {
    private static final long serialVersionUID = 1;

    private final String problem;
    private final int row;

    private SpikeException(String problem, int row, String where) {
        super(problem + " " + where);
        this.problem = problem;
        this.row = row;
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
        return new SpikeException(problem, row, "row " + row);
    }

    /** The row of the pass. */
    public int row() {
        return row;
    }

    /** The same with the row's place in its text. */
    public SpikeException at(long position) {
        return new SpikeException(problem, row, "token " + position);
    }
}
