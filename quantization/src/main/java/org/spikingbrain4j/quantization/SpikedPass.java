package org.spikingbrain4j.quantization;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/**
 * A pass of a layer of floats that computes what the quantised layer will: linears are fed spikes and have integer weights, softmax
 * attention sees spiked queries and keys and values of eight bits (spec 6.3).
 */
final class SpikedPass extends ForwardingOperators {
    private final Operators inner;
    private final int layer;
    private final double k;
    private final Integers integers;
    private BitSet counted;
    private Optional<SpikedInput> last = Optional.empty();

    /** The integer weights of a layer. */
    @FunctionalInterface
    interface Integers {
        /**
         * What a linear of floats becomes; empty where it stays.
         *
         * @param tensor name of its floats
         * @param input what it is about to be fed
         */
        Optional<Weight> of(String tensor, SpikedInput input);
    }

    /** @param counted rows of the pass on which inputs are measured */
    SpikedPass(Operators inner, int layer, double k, BitSet counted, Integers integers) {
        super(inner);
        this.inner = inner;
        this.layer = layer;
        this.k = k;
        this.counted = counted;
        this.integers = integers;
    }

    @Override
    public Tensor linear(Tensor x, Weight weight) {
        SpikedInput input = input(x, weight);
        return integers.of(weight.name(), input)
                .map(integer -> inner.linear(input.spikes(), integer))
                .orElseGet(() -> inner.linear(x, weight));
    }

    @Override
    public Tensor linear(Tensor x, Weight weight, Weight bias) {
        SpikedInput input = input(x, weight);
        return integers.of(weight.name(), input)
                .map(integer -> inner.linear(input.spikes(), integer, bias))
                .orElseGet(() -> inner.linear(x, weight, bias));
    }

    @Override
    public Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionHeads heads,
            List<Span<KeyValueCache>> spans,
            KeyValuePrecision precision) {
        Tensor spikes = inner.spike(q, rule("model.layers.%d.attn.query".formatted(layer), heads.headDim()));
        return inner.attention(inner.spikeValues(spikes), k, v, heads, spans, KeyValuePrecision.INT8);
    }

    /** In an expert, the rows count that do outside. */
    @Override
    public Tensor mixture(Tensor x, Routing routing, List<UnaryOperator<Tensor>> experts) {
        BitSet outside = counted;
        List<UnaryOperator<Tensor>> measured = IntStream.range(0, experts.size())
                .<UnaryOperator<Tensor>>mapToObj(expert -> rows -> {
                    counted = among(routing.rows().get(expert), outside);
                    try {
                        return experts.get(expert).apply(rows);
                    } finally {
                        counted = outside;
                    }
                })
                .toList();
        return inner.mixture(x, routing, measured);
    }

    private static BitSet among(int[] rows, BitSet outside) {
        BitSet inside = new BitSet();
        for (int i = 0; i < rows.length; i++) {
            inside.set(i, outside.get(rows[i]));
        }
        return inside;
    }

    /** Where none counts, all do: there is nothing else to measure. */
    private static Tensor measured(Operators operators, Tensor x, BitSet counted) {
        int count = counted.cardinality();
        return count == 0 || count == x.rows()
                ? x
                : operators.selectRows(x, counted.stream().toArray());
    }

    /** Query, key, value and gate share an input, and so do gate and up: they follow each other. */
    private SpikedInput input(Tensor x, Weight weight) {
        if (last.isEmpty() || !last.get().isOf(x)) {
            BitSet rows = counted;
            last = Optional.of(new SpikedInput(
                    inner, x, seen -> measured(inner, seen, rows), rule("input of " + weight.name(), x.columns())));
        }
        return last.get();
    }

    private SpikeRule rule(String name, int run) {
        return new SpikeRule(name, k, run, SpikeExecution.COUNTS);
    }
}
