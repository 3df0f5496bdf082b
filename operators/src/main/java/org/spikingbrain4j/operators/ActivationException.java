package org.spikingbrain4j.operators;

/** Activations that an operator cannot go on with. Knows the row of the pass, which the model turns into a token's position. */
public abstract sealed class ActivationException extends SpikingBrainException
        permits RoutingException, SpikeException {
    private static final long serialVersionUID = 1;

    private final String problem;
    private final int row;

    ActivationException(String problem, int row) {
        super("%s row %d".formatted(problem, row));
        this.problem = problem;
        this.row = row;
    }

    ActivationException(ActivationException cause, int row, String place) {
        super("%s %s".formatted(cause.problem, place), cause);
        this.problem = cause.problem;
        this.row = row;
    }

    /** The row of the pass. */
    public int row() {
        return row;
    }

    /** The same with the row's place in its text; this one, which knows where in the pass it was thrown, is its cause. */
    public ActivationException at(long position) {
        return at("token " + position);
    }

    /** The same with the row's place in one of several texts, counted from 0 like tokens. */
    public ActivationException at(int text, long position) {
        return at("token %d of text %d".formatted(position, text));
    }

    /** The same with the row's place in something else that was read. */
    public ActivationException at(String place) {
        return placed(row, place);
    }

    /** The same where the operator saw some rows of the pass, and this one is that of the pass. */
    public ActivationException ofRow(int rowOfPass) {
        return placed(rowOfPass, "row " + rowOfPass);
    }

    abstract ActivationException placed(int newRow, String place);
}
