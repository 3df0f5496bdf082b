package org.spikingbrain4j.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/**
 * Ctrl-C while something runs that can stop by itself: the first one asks it to stop, a second one ends the program at
 * once. Outside of such a scope Ctrl-C ends the program, as usual.
 */
final class Interrupt implements AutoCloseable {
    private static final String SIGNAL = "INT";

    private final AtomicBoolean requested = new AtomicBoolean();
    private final Runnable stop;
    private final Object previous;

    private Interrupt(Runnable stop) {
        this.stop = stop;
        this.previous = Signals.register(SIGNAL, this::received);
    }

    /**
     * Begins a scope.
     *
     * @param stop asks the running work to stop; runs on a thread of its own
     */
    static Interrupt stopping(Runnable stop) {
        return new Interrupt(stop);
    }

    /** Begins a scope for work that asks {@link #check} from time to time. */
    static Interrupt checked() {
        return new Interrupt(() -> {});
    }

    /** Whether Ctrl-C came. */
    boolean requested() {
        return requested.get();
    }

    /**
     * @throws InterruptedByUserException after Ctrl-C
     */
    void check() {
        if (requested()) {
            throw new InterruptedByUserException();
        }
    }

    @Override
    public void close() {
        Signals.unregister(SIGNAL, previous);
    }

    private void received() {
        if (requested.getAndSet(true)) {
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
        }
        stop.run();
    }
}
