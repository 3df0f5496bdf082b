package org.spikingbrain4j.testkit;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** A pass that tells a {@link RecordingBackend} of embeddings, norms, linears and attention. */
final class RecordingOperators extends ForwardingOperators {
    private final RecordingBackend recorder;
    private final Set<Tensor> madeOfSpikes = Collections.newSetFromMap(new IdentityHashMap<>());

    RecordingOperators(Operators inner, RecordingBackend recorder) {
        super(inner);
        this.recorder = recorder;
    }

    @Override
    public Tensor embed(Weight table, int[] tokens) {
        float[] ids = new float[tokens.length];
        for (int t = 0; t < ids.length; t++) {
            ids[t] = tokens[t];
        }
        return record("embed", table.name(), new Matrix(ids.length, 1, ids), super.embed(table, tokens));
    }

    @Override
    public Tensor rmsNorm(Tensor x, Weight weight, double epsilon) {
        return record("rmsNorm", weight.name(), values(x), super.rmsNorm(x, weight, epsilon));
    }

    @Override
    public Tensor linear(Tensor x, Weight weight) {
        return record("linear", weight.name(), values(x), super.linear(x, weight));
    }

    @Override
    public Tensor linear(Tensor x, Weight weight, Weight bias) {
        return record("linear", weight.name(), values(x), super.linear(x, weight, bias));
    }

    @Override
    public Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionHeads heads,
            List<Span<KeyValueCache>> spans,
            KeyValuePrecision precision) {
        return record("attention", "", values(q), super.attention(q, k, v, heads, spans, precision));
    }

    @Override
    public Tensor gatedLinearAttention(
            Tensor q, Tensor k, Tensor v, Tensor logGate, AttentionHeads heads, List<Span<RecurrentState>> spans) {
        return record(
                "gatedLinearAttention", "", values(q), super.gatedLinearAttention(q, k, v, logGate, heads, spans));
    }

    private Tensor record(String operator, String weight, Matrix input, Tensor output) {
        recorder.add(new RecordedCall(operator, weight, input, values(output)));
        return output;
    }

    /** The counts, under the name of what spikes. */
    @Override
    public Tensor spike(Tensor x, SpikeRule rule) {
        Tensor spikes = super.spike(x, rule);
        madeOfSpikes.add(spikes);
        HostSpikes host = spikesToHost(spikes);
        float[] counts = new float[host.counts().length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = host.counts()[i];
        }
        Matrix output = new Matrix(host.rows(), host.columns(), counts);
        recorder.add(new RecordedCall("spike", rule.name(), values(x), output));
        return spikes;
    }

    private Matrix values(Tensor x) {
        return new Matrix(x.rows(), x.columns(), toHost(madeOfSpikes.contains(x) ? spikeValues(x) : x));
    }
}
