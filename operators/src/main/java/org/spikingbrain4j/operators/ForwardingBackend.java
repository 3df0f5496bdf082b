package org.spikingbrain4j.operators;

import java.util.OptionalInt;

/** Passes every call on to another back end; subclasses watch or disturb some. */
public abstract class ForwardingBackend implements Backend {
    private final Backend inner;

    /** Closing this closes {@code inner}. */
    protected ForwardingBackend(Backend inner) {
        this.inner = inner;
    }

    /** Who takes the calls. */
    protected final Backend inner() {
        return inner;
    }

    @Override
    public String description() {
        return inner.description();
    }

    @Override
    public Weight load(HostTensor tensor) {
        return inner.load(tensor);
    }

    @Override
    public Weight loadForEvents(HostTensor matrix) {
        return inner.loadForEvents(matrix);
    }

    @Override
    public Weight load(Int8Matrix matrix) {
        return inner.load(matrix);
    }

    @Override
    public boolean leavesWeightsInPlace() {
        return inner.leavesWeightsInPlace();
    }

    @Override
    public RecurrentState recurrentState(AttentionHeads heads) {
        return inner.recurrentState(heads);
    }

    @Override
    public KeyValueCache keyValueCache(AttentionHeads heads, OptionalInt window, int pinned) {
        return inner.keyValueCache(heads, window, pinned);
    }

    @Override
    public Operators openPass(int longestSpan) {
        return inner.openPass(longestSpan);
    }

    @Override
    public void close() {
        inner.close();
    }
}
