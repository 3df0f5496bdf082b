package org.spikingbrain4j.operators;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The specification of the operators in code: plain arrays, double precision, loops that read like the formulas. Never
 * optimised; every other back end is compared with it.
 */
public final class ReferenceBackend implements Backend {
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A back end without threads or other resources; closing it only refuses further use. */
    public ReferenceBackend() {}

    @Override
    public String description() {
        return "reference: plain loops in double precision, one thread";
    }

    @Override
    public Weight load(HostTensor tensor) {
        requireOpen();
        ArgumentChecks.computable(tensor);
        return new ReferenceWeight(tensor.name(), tensor.dataType(), tensor.shape(), tensor.toDoubles());
    }

    /** The same as {@link #load(HostTensor)}: the loops skip silent channels wherever the weights are. */
    @Override
    public Weight loadForEvents(HostTensor matrix) {
        return load(matrix);
    }

    @Override
    public Weight load(Int8Matrix matrix) {
        requireOpen();
        return new ReferenceInt8Weight(matrix);
    }

    @Override
    public RecurrentState recurrentState(AttentionHeads heads) {
        requireOpen();
        return new ReferenceRecurrentState(heads);
    }

    @Override
    public KeyValueCache keyValueCache(AttentionHeads heads, OptionalInt window, int pinned) {
        requireOpen();
        ArgumentChecks.window(window);
        ArgumentChecks.pinned(pinned);
        return new ReferenceKeyValueCache(heads, window, pinned);
    }

    @Override
    public Operators openPass(int longestSpan) {
        requireOpen();
        return new ReferenceOperators();
    }

    @Override
    public void close() {
        closed.set(true);
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the back end is closed");
        }
    }
}
