package org.spikingbrain4j.operators;

import java.util.List;
import java.util.function.UnaryOperator;

/** Passes every call on to another pass; subclasses watch or disturb some. Tensors, weights and states stay the other's. */
public abstract class ForwardingOperators implements Operators {
    private final Operators inner;

    protected ForwardingOperators(Operators inner) {
        this.inner = inner;
    }

    @Override
    public Tensor embed(Weight table, int[] tokens) {
        return inner.embed(table, tokens);
    }

    @Override
    public Tensor rmsNorm(Tensor x, Weight weight, double epsilon) {
        return inner.rmsNorm(x, weight, epsilon);
    }

    @Override
    public Tensor linear(Tensor x, Weight weight) {
        return inner.linear(x, weight);
    }

    @Override
    public Tensor linear(Tensor x, Weight weight, Weight bias) {
        return inner.linear(x, weight, bias);
    }

    @Override
    public Tensor spike(Tensor x, SpikeRule rule) {
        return inner.spike(x, rule);
    }

    @Override
    public Tensor spikeValues(Tensor spikes) {
        return inner.spikeValues(spikes);
    }

    @Override
    public HostSpikes spikesToHost(Tensor spikes) {
        return inner.spikesToHost(spikes);
    }

    @Override
    public Tensor rotary(Tensor x, RotaryFrequencies frequencies, List<? extends Span<?>> spans) {
        return inner.rotary(x, frequencies, spans);
    }

    @Override
    public Tensor relu(Tensor x) {
        return inner.relu(x);
    }

    @Override
    public Tensor logSigmoid(Tensor x, double scale) {
        return inner.logSigmoid(x, scale);
    }

    @Override
    public Tensor sigmoid(Tensor x) {
        return inner.sigmoid(x);
    }

    @Override
    public Tensor logOneMinusSigmoid(Tensor x) {
        return inner.logOneMinusSigmoid(x);
    }

    @Override
    public Tensor mix(Tensor a, Tensor b, Weight weights) {
        return inner.mix(a, b, weights);
    }

    @Override
    public Tensor siluMul(Tensor gate, Tensor up) {
        return inner.siluMul(gate, up);
    }

    @Override
    public Tensor residual(Tensor x, UnaryOperator<Tensor> branch) {
        return inner.residual(x, branch);
    }

    @Override
    public Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionHeads heads,
            List<Span<KeyValueCache>> spans,
            KeyValuePrecision precision) {
        return inner.attention(q, k, v, heads, spans, precision);
    }

    @Override
    public Tensor gatedLinearAttention(
            Tensor q, Tensor k, Tensor v, Tensor logGate, AttentionHeads heads, List<Span<RecurrentState>> spans) {
        return inner.gatedLinearAttention(q, k, v, logGate, heads, spans);
    }

    @Override
    public Routing route(Tensor logits, int active, String router) {
        return inner.route(logits, active, router);
    }

    @Override
    public Tensor mixture(Tensor x, Routing routing, List<UnaryOperator<Tensor>> experts) {
        return inner.mixture(x, routing, experts);
    }

    @Override
    public Tensor concatenate(Tensor first, Tensor second) {
        return inner.concatenate(first, second);
    }

    @Override
    public Tensor selectRows(Tensor x, int[] rows) {
        return inner.selectRows(x, rows);
    }

    @Override
    public int[] argmax(Tensor x) {
        return inner.argmax(x);
    }

    @Override
    public float[] toHost(Tensor x) {
        return inner.toHost(x);
    }

    @Override
    public void close() {
        inner.close();
    }
}
