package org.spikingbrain4j.testkit;

import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.Operators;

/**
 * Computes like another back end and keeps what goes through its operators, so that a model's inner values can be compared
 * with goldens without a hook in any layer: run the model on it, then ask for calls by the name of their weight.
 */
public final class RecordingBackend extends ForwardingBackend {
    private final List<RecordedCall> calls = new ArrayList<>();

    /** Closing this closes {@code inner}. */
    public RecordingBackend(Backend inner) {
        super(inner);
    }

    @Override
    public Operators openPass(int longestSpan) {
        return new RecordingOperators(super.openPass(longestSpan), this);
    }

    synchronized void add(RecordedCall call) {
        calls.add(call);
    }

    /** All calls so far, in order. */
    public synchronized List<RecordedCall> calls() {
        return List.copyOf(calls);
    }

    /** The calls of one operator, such as {@code "gatedLinearAttention"}, in order. */
    public List<RecordedCall> calls(String operator) {
        return calls().stream().filter(call -> call.operator().equals(operator)).toList();
    }

    /**
     * The last call with the weight of that name.
     *
     * @throws IllegalArgumentException where there was none
     */
    public RecordedCall call(String weight) {
        return calls().reversed().stream()
                .filter(call -> call.weight().equals(weight))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no operator was called with weight " + weight));
    }

    /** Forgets everything. */
    public synchronized void clear() {
        calls.clear();
    }
}
