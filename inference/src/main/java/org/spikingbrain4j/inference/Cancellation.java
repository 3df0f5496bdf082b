package org.spikingbrain4j.inference;

import java.util.ArrayList;
import java.util.List;

/** Lets another thread end a generation. It is looked at between the chunks of a prompt and between tokens. */
public final class Cancellation {
    private final List<Runnable> told = new ArrayList<>();
    private volatile boolean cancelled;

    /** One that nobody cancels. */
    public static Cancellation none() {
        return new Cancellation();
    }

    /** Asks for the end. Calling it again changes nothing. */
    public void cancel() {
        List<Runnable> tell;
        synchronized (told) {
            cancelled = true;
            tell = List.copyOf(told);
            told.clear();
        }
        tell.forEach(Runnable::run);
    }

    public boolean cancelled() {
        return cancelled;
    }

    /** Runs an action when it is cancelled, on the thread that cancels; at once where it is already. */
    public void whenCancelled(Runnable action) {
        synchronized (told) {
            if (!cancelled) {
                told.add(action);
                return;
            }
        }
        action.run();
    }
}
