package org.spikingbrain4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/**
 * Ctrl-C while something runs that can stop by itself: the first one asks it to stop, a second one ends the program at
 * once. Outside of such a scope Ctrl-C ends the program, as usual.
 */
final class Interrupt implements AutoCloseable {
    private final AtomicBoolean requested = new AtomicBoolean();
    private final Runnable stop;
    private final Map<String, Object> previous = new LinkedHashMap<>();

    private Interrupt(Runnable stop, String... signals) {
        this.stop = stop;
        for (String signal : signals) {
            previous.put(signal, Signals.register(signal, this::received));
        }
    }

    /**
     * Begins a scope.
     *
     * @param stop asks the running work to stop; runs on a thread of its own
     */
    static Interrupt stopping(Runnable stop) {
        return new Interrupt(stop, "INT");
    }

    /** The same for what a service manager ends too, by a TERM signal. */
    static Interrupt ending(Runnable stop) {
        return new Interrupt(stop, "INT", "TERM");
    }

    /** Begins a scope for work that asks {@link #check} from time to time. */
    static Interrupt checked() {
        return new Interrupt(() -> {}, "INT");
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
        previous.forEach(Signals::unregister);
    }

    private void received() {
        if (requested.getAndSet(true)) {
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
        }
        stop.run();
    }
}
