package org.spikingbrain4j.inference;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.spikingbrain4j.model.SequenceState;

/**
 * A sequence that reads only what is new. It knows the tokens that its state has read, and keeps a copy of the state at one
 * earlier point to go back to, because recurrent states cannot be trimmed.
 */
final class ResumableSequence implements AutoCloseable {
    private final Supplier<SequenceState> newState;
    private Point current;
    private Optional<Point> mark = Optional.empty();

    /** A state and the tokens it has read. */
    private record Point(SequenceState state, int[] tokens) {
        /** Whether the tokens begin with those read and go on: logits are only had by reading at least one more. */
        boolean leadsTo(int[] prompt) {
            return tokens.length < prompt.length && Arrays.equals(tokens, 0, tokens.length, prompt, 0, tokens.length);
        }
    }

    ResumableSequence(Supplier<SequenceState> newState) {
        this.newState = newState;
        this.current = new Point(newState.get(), new int[0]);
    }

    /** Goes to the latest point from which the prompt can be read on, and returns how many of its tokens are read there. */
    int resume(int[] prompt) {
        int known = current.leadsTo(prompt) ? current.tokens().length : -1;
        Optional<Point> later = mark.filter(point -> point.leadsTo(prompt) && point.tokens().length > known);
        if (later.isPresent()) {
            goTo(later.get().state().copy(), later.get().tokens());
        } else if (known < 0) {
            restart();
        }
        return current.tokens().length;
    }

    /** The state to read on with; tell {@link #advanced} or {@link #restart} afterwards. */
    SequenceState state() {
        return current.state();
    }

    /** Keeps a copy of the state, which has read exactly these tokens, in place of the one kept before. */
    void mark(int[] tokens) {
        Point next = new Point(current.state().copy(), tokens);
        mark.ifPresent(point -> point.state().close());
        mark = Optional.of(next);
    }

    /**
     * The state has read on.
     *
     * @param tokens all tokens of the sequence; the state may not have read the last of them
     */
    void advanced(int[] tokens) {
        int read = Math.toIntExact(current.state().position());
        current = new Point(current.state(), Arrays.copyOf(tokens, read));
    }

    /** Forgets a state that failed; the copy kept by {@link #mark} stays. */
    void restart() {
        goTo(newState.get(), new int[0]);
    }

    @Override
    public void close() {
        current.state().close();
        mark.ifPresent(point -> point.state().close());
        mark = Optional.empty();
    }

    private void goTo(SequenceState state, int[] tokens) {
        current.state().close();
        current = new Point(state, tokens);
    }
}
