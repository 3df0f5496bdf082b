package org.spikingbrain4j.benchmarks.longcontext;

import java.util.List;
import java.util.function.Supplier;
import org.spikingbrain4j.benchmarks.longcontext.OperatorTimes.Part;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** Takes the times of the operators that cost: the CPU back end has computed when a call returns. */
final class TimedOperators extends ForwardingOperators {
    private final OperatorTimes times;
    private final int vocabulary;

    TimedOperators(Operators inner, OperatorTimes times, int vocabulary) {
        super(inner);
        this.times = times;
        this.vocabulary = vocabulary;
    }

    @Override
    public Tensor embed(Weight table, int[] tokens) {
        return timed(Part.HEAD, () -> super.embed(table, tokens));
    }

    @Override
    public Tensor linear(Tensor x, Weight weight) {
        return timed(part(weight), () -> super.linear(x, weight));
    }

    @Override
    public Tensor linear(Tensor x, Weight weight, Weight bias) {
        return timed(part(weight), () -> super.linear(x, weight, bias));
    }

    @Override
    public Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionHeads heads,
            List<Span<KeyValueCache>> spans,
            KeyValuePrecision precision) {
        return timed(Part.ATTENTION, () -> super.attention(q, k, v, heads, spans, precision));
    }

    @Override
    public Tensor gatedLinearAttention(
            Tensor q, Tensor k, Tensor v, Tensor logGate, AttentionHeads heads, List<Span<RecurrentState>> spans) {
        return timed(Part.GATED_LINEAR, () -> super.gatedLinearAttention(q, k, v, logGate, heads, spans));
    }

    private Part part(Weight weight) {
        return weight.shape().dimension(0) == vocabulary ? Part.HEAD : Part.LINEAR;
    }

    private Tensor timed(Part part, Supplier<Tensor> work) {
        long start = System.nanoTime();
        Tensor result = work.get();
        times.add(part, System.nanoTime() - start);
        return result;
    }
}
