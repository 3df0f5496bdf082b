package org.spikingbrain4j.model;

import java.util.List;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.Operators;

/**
 * Computes like another back end and tells observers what its passes do: the layers need no hook for it, and a model on the other
 * back end pays nothing. For {@link SpikeObserver}s each spikes tensor is copied to the host, once.
 */
public final class ObservedBackend extends ForwardingBackend {
    private final List<PassObserver> observers;

    /** Closing this closes {@code inner}. */
    public ObservedBackend(Backend inner, PassObserver... observers) {
        super(inner);
        this.observers = List.of(observers);
    }

    @Override
    public Backend unobserved() {
        return inner().unobserved();
    }

    @Override
    public Operators openPass(int longestSpan) {
        return new ObservedOperators(super.openPass(longestSpan), observers);
    }
}
