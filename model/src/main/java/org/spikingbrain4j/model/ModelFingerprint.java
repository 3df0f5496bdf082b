package org.spikingbrain4j.model;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Identifies weights, window rule and spikes. Computed when first needed: it samples every tensor, which a cold 15 GB checkpoint
 * makes slow, and generating text needs no more than to know that model and state are the same pair.
 */
final class ModelFingerprint {
    private final Supplier<String> computation;
    private Optional<String> value = Optional.empty();

    ModelFingerprint(Supplier<String> computation) {
        this.computation = computation;
    }

    synchronized String value() {
        if (value.isEmpty()) {
            value = Optional.of(computation.get());
        }
        return value.get();
    }

    boolean matches(ModelFingerprint other) {
        return this == other || value().equals(other.value());
    }
}
