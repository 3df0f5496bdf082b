package org.spikingbrain4j.tokenizer;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Says where and when the pieces of a longer work are done. Native code holds the thread that runs it: who has few threads for many lets
 * others have their turn between two pieces, and ends by an exception what nobody waits for any more.
 */
@FunctionalInterface
public interface Pace {
    /** One piece after the other on the caller's thread. */
    Pace AT_ONCE = Runnable::run;

    /** Returns when the piece is done; throws what it throws. */
    void run(Runnable piece);

    /** As {@link #run}, for a piece that makes something. */
    default <T> T get(Supplier<T> piece) {
        AtomicReference<T> made = new AtomicReference<>();
        run(() -> made.set(piece.get()));
        return made.get();
    }
}
