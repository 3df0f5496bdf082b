package org.spikingbrain4j.benchmarks.longcontext;

import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.Operators;

/** A back end whose operators take their times; for one thread. */
final class TimedBackend extends ForwardingBackend {
    private final OperatorTimes times;
    private final int vocabulary;

    /**
     * @param vocabulary rows by which embedding and output matrix are known
     */
    TimedBackend(Backend inner, OperatorTimes times, int vocabulary) {
        super(inner);
        this.times = times;
        this.vocabulary = vocabulary;
    }

    @Override
    public Operators openPass(int longestSpan) {
        return new TimedOperators(super.openPass(longestSpan), times, vocabulary);
    }
}
