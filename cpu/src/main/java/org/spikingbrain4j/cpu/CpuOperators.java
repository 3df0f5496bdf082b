package org.spikingbrain4j.cpu;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
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
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** One pass on the CPU: checks the arguments, allocates the result and hands the rows to the kernels. */
final class CpuOperators implements Operators {
    private static final float[] NO_BIAS = {};

    private final ElementKernels kernels;
    private final LinearLayer linear;
    private final ChannelLinear channels;
    private final RowLoop rowLoop;
    private final ExpertRows expertRows;
    private final int longestSpan;
    private final PassMemory memory;
    private final PassTensors tensors;
    private final Consumer<PassMemory> giveBack;
    private boolean inMixture;

    /**
     * @param longestSpan most rows of one sequence, by which linears choose their way
     * @param giveBack takes the memory when the pass ends
     */
    CpuOperators(
            ElementKernels kernels,
            LinearLayer linear,
            ChannelLinear channels,
            Parallel pool,
            int longestSpan,
            PassMemory memory,
            Consumer<PassMemory> giveBack) {
        this.kernels = kernels;
        this.linear = linear;
        this.channels = channels;
        this.rowLoop = new RowLoop(pool);
        this.expertRows = new ExpertRows(rowLoop);
        this.longestSpan = longestSpan;
        this.memory = memory;
        this.tensors = new PassTensors(memory.arena());
        this.giveBack = giveBack;
    }

    @Override
    public Tensor embed(Weight table, int[] tokens) {
        CpuWeight rows = CpuWeight.of(table);
        ArgumentChecks.embed(rows, tokens);
        CpuTensor out = tensors.allocate(tokens.length, rows.columns());
        rowLoop.run(out.rows(), out.columns(), row -> {
            long offset = tokens[row] * rows.rowBytes();
            FloatRows.read(rows.dataType(), rows.data(), offset, out.array(), out.at(row), out.columns());
        });
        return out;
    }

    @Override
    public Tensor rmsNorm(Tensor x, Weight weight, double epsilon) {
        CpuTensor in = tensors.own(x);
        float[] scale = CpuWeight.of(weight).vector();
        ArgumentChecks.rmsNorm(in, weight);
        int runs = in.columns() / scale.length;
        CpuTensor out = tensors.allocateLike(in);
        rowLoop.run(in.rows(), in.columns(), row -> {
            for (int run = 0; run < runs; run++) {
                int at = run * scale.length;
                kernels.rmsNorm(in.array(), in.at(row) + at, scale, epsilon, out.array(), out.at(row) + at);
            }
        });
        return out;
    }

    @Override
    public Tensor linear(Tensor x, Weight weight) {
        ArgumentChecks.linear(x, weight);
        return linear(x, weight, NO_BIAS);
    }

    @Override
    public Tensor linear(Tensor x, Weight weight, Weight bias) {
        ArgumentChecks.linear(x, weight, bias);
        return linear(x, weight, CpuWeight.of(bias).vector());
    }

    private Tensor linear(Tensor x, Weight weight, float[] bias) {
        if (x instanceof CpuSpikes spikes) {
            return linear(tensors.ownSpikes(spikes), weight, bias);
        }
        CpuTensor in = tensors.own(x);
        CpuTensor out =
                tensors.allocate(x.rows(), Math.toIntExact(weight.shape().dimension(0)));
        if (weight instanceof ChannelWeight byChannel) {
            channels.apply(in, decidingRows(in), byChannel, bias, out, memory);
        } else {
            linear.apply(in, decidingRows(in), CpuWeight.of(weight), bias, out, memory.arena());
        }
        return out;
    }

    /** Rows by which a linear chooses its way. How many tokens an expert gets depends on others', so it must not count. */
    private int decidingRows(CpuTensor x) {
        return inMixture ? longestSpan : Math.min(x.rows(), longestSpan);
    }

    private Tensor linear(CpuSpikes spikes, Weight weight, float[] bias) {
        ArgumentChecks.oneThreshold(spikes.columns(), spikes.rule());
        if (weight instanceof ChannelWeight byChannel) {
            CpuTensor out = tensors.allocate(spikes.rows(), byChannel.out());
            channels.apply(spikes, byChannel, bias, out, memory);
            return out;
        }
        CpuWeight.of(weight);
        if (spikes.rule().execution() != SpikeExecution.COUNTS) {
            throw new SpikingBrainException(
                    "%s: no event-driven kernel reads %s, which lies output by output; load it for events or use counts"
                            .formatted(spikes.rule().name(), weight.name()));
        }
        return linear(spikeValues(spikes), weight, bias);
    }

    @Override
    public Tensor spike(Tensor x, SpikeRule rule) {
        CpuTensor in = tensors.own(x);
        ArgumentChecks.spike(in, rule);
        return new SpikeEncoder(rowLoop, memory.arena()).encode(in, rule, decidingRows(in));
    }

    @Override
    public Tensor spikeValues(Tensor spikes) {
        CpuSpikes in = tensors.ownSpikes(spikes);
        int run = in.rule().run();
        CpuTensor out = tensors.allocate(in.rows(), in.columns());
        rowLoop.run(in.rows(), in.columns(), row -> {
            for (int c = 0; c < in.columns(); c++) {
                float threshold = in.thresholds().array()[in.thresholds().at(row) + c / run];
                out.array()[out.at(row) + c] = in.counts().array()[in.counts().at(row) + c] * threshold;
            }
        });
        return out;
    }

    @Override
    public HostSpikes spikesToHost(Tensor spikes) {
        return tensors.ownSpikes(spikes).toHost();
    }

    @Override
    public Tensor rotary(Tensor x, RotaryFrequencies frequencies, List<? extends Span<?>> spans) {
        CpuTensor in = tensors.own(x);
        ArgumentChecks.rotary(in, frequencies, spans);
        int half = frequencies.headDim() / 2;
        int heads = in.columns() / frequencies.headDim();
        RotaryTable table = memory.rotary();
        table.prepare(frequencies, in.rows(), spans);
        CpuTensor out = tensors.allocateLike(in);
        rowLoop.run(in.rows(), in.columns(), row -> {
            for (int head = 0; head < heads; head++) {
                int at = 2 * half * head;
                kernels.rotate(
                        in.array(),
                        in.at(row) + at,
                        half,
                        table.cosines(),
                        table.sines(),
                        row * half,
                        out.array(),
                        out.at(row) + at);
            }
        });
        return out;
    }

    @Override
    public Tensor relu(Tensor x) {
        return map(x, kernels::relu);
    }

    @Override
    public Tensor logSigmoid(Tensor x, double scale) {
        CpuTensor in = tensors.own(x);
        CpuTensor out = tensors.allocateLike(in);
        rowLoop.run(
                in.rows(),
                in.columns(),
                row -> kernels.logSigmoid(
                        in.array(), in.at(row), in.columns(), (float) scale, out.array(), out.at(row)));
        return out;
    }

    @Override
    public Tensor sigmoid(Tensor x) {
        return map(x, kernels::sigmoid);
    }

    @Override
    public Tensor logOneMinusSigmoid(Tensor x) {
        return logSigmoid(map(x, CpuOperators::negate), 1);
    }

    private static void negate(float[] from, int fromOffset, int count, float[] to, int toOffset) {
        for (int i = 0; i < count; i++) {
            to[toOffset + i] = -from[fromOffset + i];
        }
    }

    @Override
    public Tensor mix(Tensor a, Tensor b, Weight weights) {
        CpuTensor left = tensors.own(a);
        CpuTensor right = tensors.own(b);
        ArgumentChecks.sameShape("mix", left, right);
        ArgumentChecks.mix(weights);
        float[] w = CpuWeight.of(weights).vector();
        CpuTensor out = tensors.allocateLike(left);
        rowLoop.run(left.rows(), left.columns(), row -> {
            for (int c = 0; c < left.columns(); c++) {
                float sum = w[0] * left.array()[left.at(row) + c] + w[1] * right.array()[right.at(row) + c];
                out.array()[out.at(row) + c] = sum;
            }
        });
        return out;
    }

    private interface RowMap {
        void apply(float[] from, int fromOffset, int count, float[] to, int toOffset);
    }

    private CpuTensor map(Tensor x, RowMap map) {
        CpuTensor in = tensors.own(x);
        CpuTensor out = tensors.allocateLike(in);
        rowLoop.run(
                in.rows(),
                in.columns(),
                row -> map.apply(in.array(), in.at(row), in.columns(), out.array(), out.at(row)));
        return out;
    }

    @Override
    public Tensor siluMul(Tensor gate, Tensor up) {
        CpuTensor a = tensors.own(gate);
        CpuTensor b = tensors.own(up);
        ArgumentChecks.sameShape("siluMul", a, b);
        CpuTensor out = tensors.allocateLike(a);
        rowLoop.run(
                a.rows(),
                a.columns(),
                row -> kernels.siluMul(
                        a.array(), a.at(row), b.array(), b.at(row), a.columns(), out.array(), out.at(row)));
        return out;
    }

    @Override
    public Tensor residual(Tensor x, UnaryOperator<Tensor> branch) {
        CpuTensor in = tensors.own(x);
        ScratchArena.Mark mark = memory.arena().mark();
        CpuTensor added = tensors.own(branch.apply(in));
        tensors.own(in);
        ArgumentChecks.sameShape("residual", in, added);
        rowLoop.run(
                in.rows(),
                in.columns(),
                row -> kernels.add(
                        in.array(), in.at(row), added.array(), added.at(row), in.columns(), in.array(), in.at(row)));
        memory.arena().release(mark);
        return memory.arena().renew(in);
    }

    @Override
    public Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionHeads heads,
            List<Span<KeyValueCache>> spans,
            KeyValuePrecision precision) {
        List<Span<CpuKeyValueCache>> caches = PassTensors.ownStates(CpuKeyValueCache.class, spans);
        CpuTensor queries = tensors.own(q);
        CpuTensor keys = tensors.own(k);
        CpuTensor values = tensors.own(v);
        ArgumentChecks.attention(queries, keys, values, heads, spans);
        caches.forEach(span -> ArgumentChecks.stateHeads(span.state().heads(), heads));
        CpuTensor out = tensors.allocateLike(queries);
        memory.softmax().run(queries.matrix(), keys.matrix(), values.matrix(), out.matrix(), heads, caches, precision);
        return out;
    }

    @Override
    public Tensor gatedLinearAttention(
            Tensor q, Tensor k, Tensor v, Tensor logGate, AttentionHeads heads, List<Span<RecurrentState>> spans) {
        List<Span<CpuRecurrentState>> states = PassTensors.ownStates(CpuRecurrentState.class, spans);
        CpuTensor queries = tensors.own(q);
        CpuTensor keys = tensors.own(k);
        CpuTensor values = tensors.own(v);
        CpuTensor gates = tensors.own(logGate);
        ArgumentChecks.attention(queries, keys, values, heads, spans);
        ArgumentChecks.shape("logGate", gates, queries.rows(), heads.kvColumns());
        states.forEach(span -> ArgumentChecks.stateHeads(span.state().heads(), heads));
        CpuTensor out = tensors.allocateLike(queries);
        var pass = new GatedLinearAttention.Pass(
                queries.matrix(), keys.matrix(), values.matrix(), gates.matrix(), out.matrix(), heads);
        memory.gatedLinear().run(pass, states);
        return out;
    }

    @Override
    public Routing route(Tensor logits, int active, String router) {
        CpuTensor in = tensors.own(logits);
        ArgumentChecks.route(in, active);
        CpuTensor p = tensors.allocateLike(in);
        expertRows.probabilities(in, p);
        return Routing.of(router, toHost(p), in.columns(), active, p);
    }

    @Override
    public Tensor mixture(Tensor x, Routing routing, List<UnaryOperator<Tensor>> experts) {
        CpuTensor in = tensors.own(x);
        ArgumentChecks.mixture(in, routing, experts.size());
        CpuTensor out = tensors.allocateLike(in);
        Arrays.fill(out.array(), out.offset(), out.offset() + out.size(), 0);
        inMixture = true;
        try {
            addExperts(in, routing, experts, out);
        } finally {
            inMixture = false;
        }
        return out;
    }

    private void addExperts(CpuTensor in, Routing routing, List<UnaryOperator<Tensor>> experts, CpuTensor out) {
        CpuTensor p = tensors.own(routing.probabilities());
        for (int expert = 0; expert < experts.size(); expert++) {
            int[] rows = routing.rows().get(expert);
            if (rows.length > 0) {
                ScratchArena.Mark mark = memory.arena().mark();
                CpuTensor made = tensors.own(experts.get(expert).apply(selectRows(in, rows)));
                ArgumentChecks.shape("an expert's output", made, rows.length, in.columns());
                expertRows.addWeighted(made, rows, p, expert, out);
                memory.arena().release(mark);
            }
        }
    }

    @Override
    public Tensor concatenate(Tensor first, Tensor second) {
        CpuTensor top = tensors.own(first);
        CpuTensor bottom = tensors.own(second);
        ArgumentChecks.concatenate(top, bottom);
        CpuTensor out = tensors.allocate(Math.addExact(top.rows(), bottom.rows()), top.columns());
        System.arraycopy(top.array(), top.offset(), out.array(), out.offset(), top.size());
        System.arraycopy(bottom.array(), bottom.offset(), out.array(), out.at(top.rows()), bottom.size());
        return out;
    }

    @Override
    public Tensor selectRows(Tensor x, int[] rows) {
        CpuTensor in = tensors.own(x);
        ArgumentChecks.selectRows(in, rows);
        CpuTensor out = tensors.allocate(rows.length, in.columns());
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(in.array(), in.at(rows[i]), out.array(), out.at(i), in.columns());
        }
        return out;
    }

    @Override
    public int[] argmax(Tensor x) {
        CpuTensor in = tensors.own(x);
        int[] best = new int[in.rows()];
        rowLoop.run(in.rows(), in.columns(), row -> {
            for (int c = 1; c < in.columns(); c++) {
                if (in.array()[in.at(row) + c] > in.array()[in.at(row) + best[row]]) {
                    best[row] = c;
                }
            }
        });
        return best;
    }

    @Override
    public float[] toHost(Tensor x) {
        CpuTensor in = tensors.own(x);
        float[] elements = HostFloats.allocate(in.size(), "values for the host");
        System.arraycopy(in.array(), in.offset(), elements, 0, in.size());
        return elements;
    }

    @Override
    public void close() {
        if (!tensors.closed()) {
            tensors.close();
            giveBack.accept(memory);
        }
    }
}
