package org.spikingbrain4j.operators;

/** Activations that cannot become spikes. Knows the row of the pass, which the model turns into a token's position. */
public final class SpikeException extends SpikingBrainException {
    private static final long serialVersionUID = 1;

    private final String problem;
    private final int row;

    private SpikeException(String problem, int row) {
        super("%s row %d".formatted(problem, row));
        this.problem = problem;
        this.row = row;
    }

    private SpikeException(SpikeException cause, String place) {
        super("%s %s".formatted(cause.problem, place), cause);
        this.problem = cause.problem;
        this.row = cause.row;
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

    /** The row of the pass. */
    public int row() {
        return row;
    }

    /** The same with the row's place in its text; this one, which knows where in the pass it was thrown, is its cause. */
    public SpikeException at(long position) {
        return new SpikeException(this, "token " + position);
    }

    /** The same with the row's place in something else that was read. */
    public SpikeException at(String place) {
        return new SpikeException(this, place);
    }

    /** The same with the row's place in one of several texts, counted from 0 like tokens. */
    public SpikeException at(int text, long position) {
        return new SpikeException(this, "token %d of text %d".formatted(position, text));
    }
}
