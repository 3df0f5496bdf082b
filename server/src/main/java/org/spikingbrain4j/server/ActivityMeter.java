package org.spikingbrain4j.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.spikingbrain4j.model.ExpertActivity;
import org.spikingbrain4j.model.ObservedBackend;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.Operators;

/**
 * Looks at what spikes in a few passes of a model: one decode pass in some hundred, and ten passes a second as long as somebody watches. Where
 * the model has experts, it counts in all passes which of them get how many tokens. Safe for use by several threads.
 */
public final class ActivityMeter {
    private static final int ONE_IN = 256;
    private static final long BETWEEN_WATCHED = Duration.ofMillis(100).toNanos();

    private final AtomicLong decodePasses = new AtomicLong();
    private final AtomicLong nextWatched = new AtomicLong(System.nanoTime());
    private final ExpertActivity experts = new ExpertActivity();
    private final List<SpikeWatch> watches = new CopyOnWriteArrayList<>();
    private volatile boolean countsExperts;
    private volatile Optional<ObservedPass> lastDecode = Optional.empty();

    /**
     * The back end to load the model on.
     *
     * @param inner closed with it
     */
    public Backend over(Backend inner) {
        return new MeteredBackend(inner);
    }

    /** Counts the tokens of experts from now on. Passes of models that have none are left alone. */
    void countExperts() {
        countsExperts = true;
    }

    /** The decode pass that was looked at last. */
    Optional<ObservedPass> lastDecode() {
        return lastDecode;
    }

    /** The load of experts since the start; nothing where the model has none. */
    ExpertActivity experts() {
        return experts;
    }

    /** Begins to be told of passes. */
    void add(SpikeWatch watch) {
        watches.add(watch);
    }

    void remove(SpikeWatch watch) {
        watches.remove(watch);
    }

    private boolean wants(boolean decode) {
        boolean sampled = decode && decodePasses.getAndIncrement() % ONE_IN == 0;
        return sampled || (!watches.isEmpty() && isTime());
    }

    private boolean isTime() {
        long now = System.nanoTime();
        long next = nextWatched.get();
        return now - next >= 0 && nextWatched.compareAndSet(next, now + BETWEEN_WATCHED);
    }

    private void finished(ObservedPass pass, boolean decode) {
        if (pass.spiked()) {
            if (decode) {
                lastDecode = Optional.of(pass);
            }
            watches.forEach(watch -> watch.offer(pass));
        }
    }

    /** Decides pass by pass. */
    private final class MeteredBackend extends ForwardingBackend {
        MeteredBackend(Backend inner) {
            super(inner);
        }

        @Override
        public Backend unobserved() {
            return inner().unobserved();
        }

        @Override
        @SuppressWarnings("MustBeClosedChecker") // observed back ends are only views of the inner one
        public Operators openPass(int longestSpan) {
            boolean decode = longestSpan == 1;
            if (!wants(decode)) {
                return countsExperts
                        ? new ObservedBackend(inner(), experts).openPass(longestSpan)
                        : super.openPass(longestSpan);
            }
            ObservedPass pass = new ObservedPass(watches);
            Backend observed = new ObservedBackend(inner(), experts, pass.activity(), pass);
            return new Reporting(observed.openPass(longestSpan), pass, decode);
        }
    }

    /** Reports a pass when it ends. */
    private final class Reporting extends ForwardingOperators {
        private final ObservedPass pass;
        private final boolean decode;

        Reporting(Operators inner, ObservedPass pass, boolean decode) {
            super(inner);
            this.pass = pass;
            this.decode = decode;
        }

        @Override
        public void close() {
            super.close();
            finished(pass, decode);
        }
    }
}
