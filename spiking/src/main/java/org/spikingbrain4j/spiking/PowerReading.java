package org.spikingbrain4j.spiking;

import java.time.Duration;

/** What {@link PowerMeter} can say of an interval: a measurement or why there is none. Never an estimate. */
public sealed interface PowerReading {

    /**
     * What the processor packages consumed, with all that ran on them.
     *
     * @param joules sum over the packages
     * @param interval how long it was measured
     */
    record Measured(double joules, Duration interval) implements PowerReading {
        /** Mean power in watts. */
        public double watts() {
            return joules / (interval.toNanos() * 1e-9);
        }
    }

    /**
     * Nothing was measured.
     *
     * @param reason one line, with what to do where something can be done
     */
    record NotAvailable(String reason) implements PowerReading {}
}
