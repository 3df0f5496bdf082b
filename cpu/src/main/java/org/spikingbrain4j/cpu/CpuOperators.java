package org.spikingbrain4j.cpu;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** One pass on the CPU: checks the arguments, allocates the result and hands the rows to the kernels. */
final class CpuOperators implements Operators {
    private static final float[] NO_BIAS = {};

    private final ElementKernels kernels;
    private final LinearLayer linear;
    private final RowLoop rowLoop;
    private final PassMemory memory;
    private final Consumer<PassMemory> giveBack;
    private boolean closed;

    /** @param giveBack takes the memory when the pass ends */
    CpuOperators(
            ElementKernels kernels,
            LinearLayer linear,
            Parallel pool,
            PassMemory memory,
            Consumer<PassMemory> giveBack) {
        this.kernels = kernels;
        this.linear = linear;
        this.rowLoop = new RowLoop(pool);
        this.memory = memory;
        this.giveBack = giveBack;
    }

    @Override
    public Tensor embed(Weight table, int[] tokens) {
        CpuWeight rows = Arguments.matrix("embed", table);
        for (int token : tokens) {
            if (token < 0 || token >= rows.rows()) {
                throw new IndexOutOfBoundsException("embed: token %d is not in the vocabulary of %s, 0 to %d"
                        .formatted(token, rows.name(), rows.rows() - 1));
            }
        }
        CpuTensor out = allocate(tokens.length, rows.columns());
        rowLoop.run(out.rows(), out.columns(), row -> {
            long offset = tokens[row] * rows.rowBytes();
            FloatRows.read(rows.dataType(), rows.data(), offset, out.array(), out.at(row), out.columns());
        });
        return out;
    }

    @Override
    public Tensor rmsNorm(Tensor x, Weight weight, double epsilon) {
        CpuTensor in = own(x);
        float[] scale = Arguments.vector("rmsNorm", weight);
        int runs = Arguments.runs("rmsNorm", weight, scale.length, in.columns());
        CpuTensor out = allocateLike(in);
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
        return linear(own(x), Arguments.matrix("linear", weight), NO_BIAS);
    }

    @Override
    public Tensor linear(Tensor x, Weight weight, Weight bias) {
        CpuWeight matrix = Arguments.matrix("linear", weight);
        float[] added = Arguments.vector("linear", bias);
        Arguments.equal("linear: elements of " + bias.name(), matrix.rows(), added.length);
        return linear(own(x), matrix, added);
    }

    private Tensor linear(CpuTensor x, CpuWeight weight, float[] bias) {
        Arguments.equal("linear: columns of " + weight.name(), x.columns(), weight.columns());
        CpuTensor out = allocate(x.rows(), weight.rows());
        linear.apply(x, weight, bias, out, memory.arena());
        return out;
    }

    @Override
    public Tensor rotary(Tensor x, RotaryFrequencies frequencies, List<? extends Span<?>> spans) {
        CpuTensor in = own(x);
        int half = frequencies.inverse().length;
        int heads = Arguments.heads("rotary", in.columns(), frequencies.headDim());
        Spans.check("rotary", in.rows(), spans);
        RotaryTable table = memory.rotary();
        table.prepare(frequencies, in.rows(), spans);
        CpuTensor out = allocateLike(in);
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
        CpuTensor in = own(x);
        CpuTensor out = allocateLike(in);
        rowLoop.run(
                in.rows(),
                in.columns(),
                row -> kernels.relu(in.array(), in.at(row), in.columns(), out.array(), out.at(row)));
        return out;
    }

    @Override
    public Tensor logSigmoid(Tensor x, double scale) {
        CpuTensor in = own(x);
        CpuTensor out = allocateLike(in);
        rowLoop.run(
                in.rows(),
                in.columns(),
                row -> kernels.logSigmoid(
                        in.array(), in.at(row), in.columns(), (float) scale, out.array(), out.at(row)));
        return out;
    }

    @Override
    public Tensor siluMul(Tensor gate, Tensor up) {
        CpuTensor a = own(gate);
        CpuTensor b = own(up);
        Arguments.sameShape("siluMul", a, b);
        CpuTensor out = allocateLike(a);
        rowLoop.run(
                a.rows(),
                a.columns(),
                row -> kernels.siluMul(
                        a.array(), a.at(row), b.array(), b.at(row), a.columns(), out.array(), out.at(row)));
        return out;
    }

    @Override
    public Tensor residual(Tensor x, UnaryOperator<Tensor> branch) {
        CpuTensor in = own(x);
        ScratchArena.Mark mark = memory.arena().mark();
        CpuTensor added = own(branch.apply(in));
        own(in);
        Arguments.sameShape("residual", in, added);
        rowLoop.run(
                in.rows(),
                in.columns(),
                row -> kernels.add(
                        in.array(), in.at(row), added.array(), added.at(row), in.columns(), in.array(), in.at(row)));
        memory.arena().release(mark);
        return memory.arena().renew(in);
    }

    @Override
    public Tensor attention(Tensor q, Tensor k, Tensor v, AttentionHeads heads, List<Span<KeyValueCache>> spans) {
        List<Span<CpuKeyValueCache>> caches = Spans.as(CpuKeyValueCache.class, "attention", spans);
        CpuTensor queries = own(q);
        CpuTensor keys = own(k);
        CpuTensor values = own(v);
        checkProjections("attention", queries, heads, spans, keys, values);
        CpuTensor out = allocateLike(queries);
        memory.softmax().run(queries.matrix(), keys.matrix(), values.matrix(), out.matrix(), heads, caches);
        return out;
    }

    @Override
    public Tensor gatedLinearAttention(
            Tensor q, Tensor k, Tensor v, Tensor logGate, AttentionHeads heads, List<Span<RecurrentState>> spans) {
        List<Span<CpuRecurrentState>> states = Spans.as(CpuRecurrentState.class, "gatedLinearAttention", spans);
        CpuTensor queries = own(q);
        CpuTensor keys = own(k);
        CpuTensor values = own(v);
        CpuTensor gates = own(logGate);
        checkProjections("gatedLinearAttention", queries, heads, spans, keys, values, gates);
        CpuTensor out = allocateLike(queries);
        var pass = new GatedLinearAttention.Pass(
                queries.matrix(), keys.matrix(), values.matrix(), gates.matrix(), out.matrix(), heads);
        memory.gatedLinear().run(pass, states);
        return out;
    }

    private static void checkProjections(
            String operator, CpuTensor q, AttentionHeads heads, List<? extends Span<?>> spans, CpuTensor... perKvHead) {
        Arguments.equal(operator + ": columns of q", heads.queryColumns(), q.columns());
        for (CpuTensor tensor : perKvHead) {
            Arguments.equal(operator + ": columns of k, v or gate", heads.kvColumns(), tensor.columns());
            Arguments.equal(operator + ": rows of k, v or gate", q.rows(), tensor.rows());
        }
        Spans.check(operator, q.rows(), spans);
    }

    @Override
    public Tensor selectRows(Tensor x, int[] rows) {
        CpuTensor in = own(x);
        for (int row : rows) {
            if (row < 0 || row >= in.rows()) {
                throw new IndexOutOfBoundsException(
                        "selectRows: row %d of a tensor of %d rows".formatted(row, in.rows()));
            }
        }
        CpuTensor out = allocate(rows.length, in.columns());
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(in.array(), in.at(rows[i]), out.array(), out.at(i), in.columns());
        }
        return out;
    }

    @Override
    public int[] argmax(Tensor x) {
        CpuTensor in = own(x);
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
        CpuTensor in = own(x);
        return Arrays.copyOfRange(in.array(), in.offset(), in.offset() + in.size());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            memory.arena().reset();
            giveBack.accept(memory);
        }
    }

    private CpuTensor allocateLike(CpuTensor tensor) {
        return allocate(tensor.rows(), tensor.columns());
    }

    private CpuTensor allocate(int rows, int columns) {
        checkOpen();
        return memory.arena().allocate(rows, columns);
    }

    /** The tensor, if it is one of this pass and lives. */
    private CpuTensor own(Tensor tensor) {
        checkOpen();
        if (!(tensor instanceof CpuTensor own)) {
            throw new IllegalArgumentException("a tensor was not made by the CPU back end");
        }
        if (!memory.arena().holds(own)) {
            throw new IllegalStateException(
                    "a tensor is used after the end of its pass or residual branch, or in another pass");
        }
        return own;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the pass is closed");
        }
    }
}
