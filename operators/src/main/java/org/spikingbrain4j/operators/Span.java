package org.spikingbrain4j.operators;

/**
 * Consecutive tokens of one sequence within a pass, with what the operator keeps for that sequence.
 *
 * @param row first row of the pass that belongs to it
 * @param length number of rows, at least 1
 * @param position absolute position of the first token in its sequence, counted from 0
 * @param state what one layer remembers of the tokens before
 */
public record Span<S>(int row, int length, long position, S state) {
    public Span {
        if (row < 0 || length < 1 || position < 0) {
            throw new IllegalArgumentException("span: row %d, length %d, position %d".formatted(row, length, position));
        }
    }

    /** The same rows with another state. */
    public <T> Span<T> with(T newState) {
        return new Span<>(row, length, position, newState);
    }
}
