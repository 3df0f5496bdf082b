package org.spikingbrain4j.server;

import java.util.Optional;
import org.spikingbrain4j.model.SequenceState;

/**
 * A document that was read before, in use until it is closed; or none.
 *
 * @param state nobody may change it
 * @param end gives it back
 */
record Memory(Optional<SequenceState> state, Runnable end) implements AutoCloseable {
    static final Memory NONE = new Memory(Optional.empty(), () -> {});

    /** Tokens that were read. */
    long tokens() {
        return state.map(SequenceState::position).orElse(0L);
    }

    @Override
    public void close() {
        end.run();
    }
}
