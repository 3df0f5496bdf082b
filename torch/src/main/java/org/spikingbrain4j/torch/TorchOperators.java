package org.spikingbrain4j.torch;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.spikingbrain4j.operators.ArgumentChecks;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Routing;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** A pass of {@link TorchBackend}, with or without gradients. */
final class TorchOperators implements Operators {
    private final PassScope pass;
    private final RotaryTables rotary;
    private PassScope current;

    TorchOperators(PassScope pass, RotaryTables rotary) {
        this.pass = pass;
        this.rotary = rotary;
        this.current = pass;
    }

    /** The pass itself: what goes here outlives the branch that runs. */
    PassScope wholePass() {
        return pass;
    }

    /** Where results go now: the pass, or the branch that runs. */
    PassScope scope() {
        return current;
    }

    @Override
    public Tensor embed(Weight table, int[] tokens) {
        pass.requireOpen();
        var values = TorchWeight.of(table).values();
        ArgumentChecks.embed(table, tokens);
        return current.run(() -> torch.embedding(values, Native.indices(tokens)));
    }

    @Override
    public Tensor rmsNorm(Tensor x, Weight weight, double epsilon) {
        var rows = values(x);
        var w = TorchWeight.of(weight).values();
        ArgumentChecks.rmsNorm(x, weight);
        long run = weight.shape().dimension(0);
        return current.run(() -> torch.rms_norm(
                        rows.reshape(-1, run), new long[] {run}, new TensorOptional(w), new DoubleOptional(epsilon))
                .view_as(rows));
    }

    @Override
    public Tensor linear(Tensor x, Weight weight) {
        return linear(x, weight, Optional.empty());
    }

    @Override
    public Tensor linear(Tensor x, Weight weight, Weight bias) {
        var b = TorchWeight.of(bias).values();
        ArgumentChecks.linear(x, weight, bias);
        return linear(x, weight, Optional.of(b));
    }

    private Tensor linear(Tensor x, Weight weight, Optional<org.bytedeco.pytorch.Tensor> bias) {
        if (weight instanceof TorchInt8Weight integers) {
            ArgumentChecks.linear(x, weight);
            return x instanceof TorchSpikes spikes
                    ? current.run(() -> integers.times(oneThreshold(spikes), bias))
                    : current.run(() -> torch.linear(values(x), integers.dequantized(), Native.optional(bias)));
        }
        var w = TorchWeight.of(weight).values();
        ArgumentChecks.linear(x, weight);
        var rows = x instanceof TorchSpikes spikes ? oneThreshold(spikes).values() : values(x);
        return current.run(() -> torch.linear(rows, w, Native.optional(bias)));
    }

    private static TorchSpikes oneThreshold(TorchSpikes spikes) {
        ArgumentChecks.oneThreshold(spikes.columns(), spikes.rule());
        return spikes;
    }

    @Override
    public Tensor spike(Tensor x, SpikeRule rule) {
        var rows = values(x);
        ArgumentChecks.spike(x, rule);
        return TorchSpikes.of(rows, rule, current);
    }

    @Override
    public Tensor spikeValues(Tensor spikes) {
        TorchSpikes own = spikes(spikes);
        return current.run(() -> own.values().alias());
    }

    @Override
    public HostSpikes spikesToHost(Tensor spikes) {
        return current.compute(spikes(spikes)::toHost);
    }

    @Override
    public Tensor rotary(Tensor x, RotaryFrequencies frequencies, List<? extends Span<?>> spans) {
        var rows = values(x);
        ArgumentChecks.rotary(x, frequencies, spans);
        return current.run(() -> rotary.turn(rows, frequencies, spans));
    }

    @Override
    public Tensor relu(Tensor x) {
        var rows = values(x);
        return current.run(rows::relu);
    }

    @Override
    public Tensor logSigmoid(Tensor x, double scale) {
        var rows = values(x);
        return current.run(() -> torch.log_sigmoid(rows).mul(new Scalar(scale)));
    }

    @Override
    public Tensor sigmoid(Tensor x) {
        var rows = values(x);
        return current.run(rows::sigmoid);
    }

    @Override
    public Tensor logOneMinusSigmoid(Tensor x) {
        var rows = values(x);
        return current.run(() -> torch.log_sigmoid(rows.neg()));
    }

    @Override
    public Tensor mix(Tensor a, Tensor b, Weight weights) {
        var left = values(a);
        var right = values(b);
        var w = TorchWeight.of(weights).values();
        ArgumentChecks.sameShape("mix", a, b);
        ArgumentChecks.mix(weights);
        return current.run(() -> left.mul(w.select(0, 0)).add(right.mul(w.select(0, 1))));
    }

    @Override
    public Tensor siluMul(Tensor gate, Tensor up) {
        var left = values(gate);
        var right = values(up);
        ArgumentChecks.sameShape("siluMul", gate, up);
        return current.run(() -> torch.silu(left).mul(right));
    }

    @Override
    public Tensor residual(Tensor x, UnaryOperator<Tensor> branch) {
        var rows = values(x);
        PassScope outer = current;
        PassScope inner = outer.inner("the residual branch that made the tensor has ended");
        current = inner;
        Tensor sum;
        try {
            Tensor change = branch.apply(x);
            var added = values(change);
            ArgumentChecks.sameShape("residual", x, change);
            sum = outer.run(() -> rows.add(added));
        } finally {
            current = outer;
            inner.close();
        }
        own(x).consume();
        return sum;
    }

    @Override
    public Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionHeads heads,
            List<Span<KeyValueCache>> spans,
            KeyValuePrecision precision) {
        var queries = values(q);
        var keys = values(k);
        var values = values(v);
        ArgumentChecks.attention(q, k, v, heads, spans);
        spans.forEach(span -> ArgumentChecks.stateHeads(span.state().heads(), heads));
        spans.forEach(ArgumentChecks::pins);
        List<Span<TorchKeyValueCache>> own = spans.stream()
                .map(span -> span.with(TorchKeyValueCache.of(span.state())))
                .toList();
        SoftmaxAttention attention = new SoftmaxAttention(heads, precision);
        return inSpans(
                own,
                span -> span.state().length() == 0,
                group -> attention.apply(group.rows(queries), group.rows(keys), group.rows(values), group.states()));
    }

    @Override
    public Tensor gatedLinearAttention(
            Tensor q, Tensor k, Tensor v, Tensor logGate, AttentionHeads heads, List<Span<RecurrentState>> spans) {
        var queries = values(q);
        var keys = values(k);
        var values = values(v);
        var gates = values(logGate);
        ArgumentChecks.attention(q, k, v, heads, spans);
        ArgumentChecks.shape("logGate", logGate, q.rows(), heads.kvColumns());
        spans.forEach(span -> ArgumentChecks.stateHeads(span.state().heads(), heads));
        List<Span<TorchRecurrentState>> own = spans.stream()
                .map(span -> span.with(TorchRecurrentState.of(span.state())))
                .toList();
        GatedLinearAttention attention = new GatedLinearAttention(heads);
        return inSpans(
                own,
                _ -> true,
                group -> attention.apply(
                        group.rows(queries), group.rows(keys), group.rows(values), group.rows(gates), group.states()));
    }

    /** Runs attention over groups of sequences of one length, and joins the rows. */
    private <S> Tensor inSpans(
            List<Span<S>> spans,
            Predicate<Span<S>> joinable,
            Function<SpanGroup<S>, org.bytedeco.pytorch.Tensor> attention) {
        List<SpanGroup<S>> groups = SpanGroup.of(spans, joinable);
        return current.run(() -> SpanGroup.join(groups, attention));
    }

    @Override
    public Routing route(Tensor logits, int active, String router) {
        var rows = values(logits);
        ArgumentChecks.route(logits, active);
        Tensor probabilities = current.run(() -> rows.softmax(1));
        return Routing.of(router, toHost(probabilities), logits.columns(), active, probabilities);
    }

    @Override
    public Tensor mixture(Tensor x, Routing routing, List<UnaryOperator<Tensor>> experts) {
        var in = values(x);
        ArgumentChecks.mixture(x, routing, experts.size());
        var probabilities = values(routing.probabilities());
        Tensor sum = current.run(() -> torch.zeros_like(in));
        for (int expert = 0; expert < experts.size(); expert++) {
            int[] rows = routing.rows().get(expert);
            if (rows.length > 0) {
                int column = expert;
                addExpert(values(sum), x, rows, () -> probabilities.select(1, column), experts.get(expert));
            }
        }
        return sum;
    }

    /** Adds in place, which gradients allow: nobody keeps the sum. Tensors that the expert makes die with it, where gradients do not need them. */
    private void addExpert(
            org.bytedeco.pytorch.Tensor sum,
            Tensor x,
            int[] rows,
            Supplier<org.bytedeco.pytorch.Tensor> weights,
            UnaryOperator<Tensor> expert) {
        PassScope outer = current;
        PassScope inner = outer.inner("the expert that made the tensor has ended");
        current = inner;
        try {
            Tensor made = expert.apply(selectRows(x, rows));
            ArgumentChecks.shape("an expert's output", made, rows.length, x.columns());
            outer.compute(() -> {
                var index = Native.indices(rows);
                var p = weights.get().index_select(0, index).unsqueeze(1);
                return sum.index_add_(0, index, values(made).mul(p));
            });
        } finally {
            current = outer;
            inner.close();
        }
    }

    @Override
    public Tensor concatenate(Tensor first, Tensor second) {
        var top = values(first);
        var bottom = values(second);
        ArgumentChecks.concatenate(first, second);
        return current.run(() -> Native.cat(0, top, bottom));
    }

    @Override
    public Tensor selectRows(Tensor x, int[] rows) {
        var from = values(x);
        ArgumentChecks.selectRows(x, rows);
        return current.run(() -> from.index_select(0, Native.indices(rows)));
    }

    @Override
    public int[] argmax(Tensor x) {
        var rows = values(x);
        return current.compute(() -> Native.toInts(rows.argmax(new LongOptional(1), false)));
    }

    @Override
    public float[] toHost(Tensor x) {
        var rows = values(x);
        return current.compute(() -> Native.toFloats(rows));
    }

    /** Runs an operator that the contract does not have. */
    Tensor run(Supplier<org.bytedeco.pytorch.Tensor> operator) {
        return current.run(operator);
    }

    @Override
    public void close() {
        pass.close();
    }

    private static TorchSpikes spikes(Tensor x) {
        if (x instanceof TorchSpikes spikes) {
            return spikes;
        }
        throw ArgumentChecks.noSpikes(x);
    }

    /** The native tensor of activations of this back end. */
    static org.bytedeco.pytorch.Tensor values(Tensor x) {
        return own(x).values();
    }

    private static TorchTensor own(Tensor x) {
        if (x instanceof TorchSpikes) {
            throw ArgumentChecks.spikesWhereNoneGo(x);
        }
        if (x instanceof TorchTensor tensor) {
            return tensor;
        }
        throw new IllegalArgumentException("a tensor of another back end");
    }
}
