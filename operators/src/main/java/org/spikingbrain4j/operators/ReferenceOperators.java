package org.spikingbrain4j.operators;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A pass of {@link ReferenceBackend}. */
final class ReferenceOperators implements Operators {
    private final ReferenceTensor.Lifetime pass = ReferenceTensor.Lifetime.of("the pass is closed");
    private ReferenceTensor.Lifetime current = pass;

    /** Spec 3: the embedding row of each token, no scaling. */
    @Override
    public Tensor embed(Weight table, int[] tokens) {
        pass.requireOpen();
        ReferenceWeight weight = ReferenceWeight.of(table);
        ArgumentChecks.embed(table, tokens);
        double[][] y = new double[tokens.length][weight.size(1)];
        for (int t = 0; t < tokens.length; t++) {
            for (int c = 0; c < y[t].length; c++) {
                y[t][c] = weight.at(tokens[t], c);
            }
        }
        return tensor(y, weight.size(1));
    }

    /** Spec 3: x / sqrt(mean(x²) + epsilon) · w, epsilon inside the root. */
    @Override
    public Tensor rmsNorm(Tensor x, Weight weight, double epsilon) {
        double[][] rows = values(x);
        ReferenceWeight w = ReferenceWeight.of(weight);
        ArgumentChecks.rmsNorm(x, weight);
        int n = w.size(0);
        double[][] y = new double[x.rows()][x.columns()];
        for (int t = 0; t < y.length; t++) {
            for (int start = 0; start < x.columns(); start += n) {
                double squares = 0;
                for (int c = 0; c < n; c++) {
                    squares += rows[t][start + c] * rows[t][start + c];
                }
                double root = Math.sqrt(squares / n + epsilon);
                for (int c = 0; c < n; c++) {
                    y[t][start + c] = rows[t][start + c] / root * w.at(c);
                }
            }
        }
        return tensor(y, x.columns());
    }

    /** Spec 2: y[o] = sum over i of x[i] · w[o][i]; on spikes spec 6.2. */
    @Override
    public Tensor linear(Tensor x, Weight weight) {
        ReferenceMatrix w = ReferenceMatrix.of(weight);
        ArgumentChecks.linear(x, weight);
        if (x instanceof ReferenceSpikes spikes) {
            ArgumentChecks.oneThreshold(spikes.columns(), spikes.rule());
            return tensor(spikes.times(w), Math.toIntExact(weight.shape().dimension(0)));
        }
        double[][] rows = values(x);
        double[][] y = new double[x.rows()][Math.toIntExact(weight.shape().dimension(0))];
        for (int t = 0; t < y.length; t++) {
            for (int o = 0; o < y[t].length; o++) {
                y[t][o] = w.dot(rows[t], o);
            }
        }
        return tensor(y, Math.toIntExact(weight.shape().dimension(0)));
    }

    /** Spec 2: the linear, plus bias[o]. */
    @Override
    public Tensor linear(Tensor x, Weight weight, Weight bias) {
        ReferenceWeight b = ReferenceWeight.of(bias);
        ArgumentChecks.linear(x, weight, bias);
        Tensor product = linear(x, weight);
        double[][] y = values(product);
        for (double[] row : y) {
            for (int o = 0; o < row.length; o++) {
                row[o] += b.at(o);
            }
        }
        return product;
    }

    @Override
    public Tensor spike(Tensor x, SpikeRule rule) {
        double[][] rows = values(x);
        ArgumentChecks.spike(x, rule);
        return ReferenceSpikes.of(rows, x.columns(), rule, current);
    }

    @Override
    public Tensor spikeValues(Tensor spikes) {
        return tensor(spikes(spikes).values(), spikes.columns());
    }

    @Override
    public HostSpikes spikesToHost(Tensor spikes) {
        return spikes(spikes).toHost();
    }

    /** Spec 4.2, step 1: y[i] = x[i] cos - x[i+d/2] sin, y[i+d/2] = x[i+d/2] cos + x[i] sin. */
    @Override
    public Tensor rotary(Tensor x, RotaryFrequencies frequencies, List<? extends Span<?>> spans) {
        double[][] rows = values(x);
        ArgumentChecks.rotary(x, frequencies, spans);
        int d = frequencies.headDim();
        double[][] y = new double[x.rows()][x.columns()];
        for (Span<?> span : spans) {
            for (int t = 0; t < span.length(); t++) {
                int row = span.row() + t;
                for (int head = 0; head < x.columns(); head += d) {
                    for (int i = 0; i < d / 2; i++) {
                        double angle = frequencies.angle(span.position() + t, i);
                        double first = rows[row][head + i];
                        double second = rows[row][head + i + d / 2];
                        y[row][head + i] = first * Math.cos(angle) - second * Math.sin(angle);
                        y[row][head + i + d / 2] = second * Math.cos(angle) + first * Math.sin(angle);
                    }
                }
            }
        }
        return tensor(y, x.columns());
    }

    /** Spec 4.1, step 1. */
    @Override
    public Tensor relu(Tensor x) {
        return map(x, z -> Math.max(z, 0));
    }

    /** Spec 4.1, step 2: -softplus(-z) = min(z, 0) - log(1 + e^-|z|), which overflows nowhere. */
    @Override
    public Tensor logSigmoid(Tensor x, double scale) {
        return map(x, z -> scale * (Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z)))));
    }

    @Override
    public Tensor sigmoid(Tensor x) {
        return map(x, z -> 1 / (1 + Math.exp(-z)));
    }

    /** -softplus(z) = min(-z, 0) - log(1 + e^-|z|), which overflows nowhere. */
    @Override
    public Tensor logOneMinusSigmoid(Tensor x) {
        return map(x, z -> Math.min(-z, 0) - Math.log1p(Math.exp(-Math.abs(z))));
    }

    @Override
    public Tensor mix(Tensor a, Tensor b, Weight weights) {
        ReferenceWeight w = ReferenceWeight.of(weights);
        ArgumentChecks.mix(weights);
        return combine("mix", a, b, (left, right) -> w.at(0) * left + w.at(1) * right);
    }

    @Override
    public Routing route(Tensor logits, int active, String router) {
        double[][] rows = values(logits);
        ArgumentChecks.route(logits, active);
        double[][] p = new double[logits.rows()][logits.columns()];
        for (int t = 0; t < p.length; t++) {
            double largest = Arrays.stream(rows[t]).max().orElseThrow();
            double sum = 0;
            for (int e = 0; e < p[t].length; e++) {
                p[t][e] = Math.exp(rows[t][e] - largest);
                sum += p[t][e];
            }
            for (int e = 0; e < p[t].length; e++) {
                p[t][e] /= sum;
            }
        }
        Tensor probabilities = tensor(p, logits.columns());
        return Routing.of(router, toHost(probabilities), logits.columns(), active, probabilities);
    }

    @Override
    public Tensor mixture(Tensor x, Routing routing, List<UnaryOperator<Tensor>> experts) {
        ArgumentChecks.mixture(x, routing, experts.size());
        double[][] p = values(routing.probabilities());
        double[][] y = new double[x.rows()][x.columns()];
        for (int e = 0; e < experts.size(); e++) {
            int[] rows = routing.rows().get(e);
            if (rows.length > 0) {
                Tensor out = experts.get(e).apply(selectRows(x, rows));
                double[][] made = values(out);
                ArgumentChecks.shape("an expert's output", out, rows.length, x.columns());
                for (int i = 0; i < rows.length; i++) {
                    for (int c = 0; c < x.columns(); c++) {
                        y[rows[i]][c] += p[rows[i]][e] * made[i][c];
                    }
                }
            }
        }
        return tensor(y, x.columns());
    }

    /** Spec 3: SiLU(gate) · up, SiLU(z) = z / (1 + e^-z). */
    @Override
    public Tensor siluMul(Tensor gate, Tensor up) {
        return combine("siluMul", gate, up, (z, u) -> z / (1 + Math.exp(-z)) * u);
    }

    /** Spec 3: x + attention(norm(x)), x + mlp(norm(x)). */
    @Override
    public Tensor residual(Tensor x, UnaryOperator<Tensor> branch) {
        values(x);
        ReferenceTensor.Lifetime outer = current;
        ReferenceTensor.Lifetime inner = outer.inner("the residual branch that made the tensor has ended");
        current = inner;
        double[][] sum;
        try {
            Tensor change = branch.apply(x);
            sum = values(combine("residual", x, change, Double::sum));
        } finally {
            current = outer;
            inner.close();
        }
        own(x).consume();
        return tensor(sum, x.columns());
    }

    /** Spec 4.2, steps 2 and 3, and 4.3: window W includes the query's own key. */
    @Override
    public Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionHeads heads,
            List<Span<KeyValueCache>> spans,
            KeyValuePrecision precision) {
        double[][] queries = values(q);
        double[][] keys = values(k);
        double[][] values = values(v);
        ArgumentChecks.attention(q, k, v, heads, spans);
        spans.forEach(span -> ArgumentChecks.stateHeads(span.state().heads(), heads));
        double[][] y = new double[q.rows()][];
        PinnedSpans<KeyValueCache> parts = PinnedSpans.of(spans);
        for (Span<KeyValueCache> span : parts.pinning()) { // all are there before the first one looks
            ReferenceKeyValueCache cache = own(span.state());
            rowsOf(span).forEach(row -> cache.append(keys[row], values[row]));
            rowsOf(span).forEach(row -> y[row] = attend(queries[row], cache, precision));
        }
        for (Span<KeyValueCache> span : parts.others()) {
            ReferenceKeyValueCache cache = own(span.state());
            rowsOf(span).forEach(row -> {
                cache.append(keys[row], values[row]);
                y[row] = attend(queries[row], cache, precision);
            });
        }
        return tensor(y, heads.queryColumns());
    }

    private static IntStream rowsOf(Span<?> span) {
        return IntStream.range(span.row(), span.row() + span.length());
    }

    private static double[] attend(double[] query, ReferenceKeyValueCache cache, KeyValuePrecision precision) {
        List<double[]> seenKeys = ReferenceAttention.seen(cache.keys(), precision, cache.heads());
        List<double[]> seenValues = ReferenceAttention.seen(cache.values(), precision, cache.heads());
        return ReferenceAttention.softmax(query, seenKeys, seenValues, cache.heads());
    }

    /** Spec 4.1, step 3. */
    @Override
    public Tensor gatedLinearAttention(
            Tensor q, Tensor k, Tensor v, Tensor logGate, AttentionHeads heads, List<Span<RecurrentState>> spans) {
        double[][] queries = values(q);
        double[][] keys = values(k);
        double[][] values = values(v);
        double[][] gates = values(logGate);
        ArgumentChecks.attention(q, k, v, heads, spans);
        ArgumentChecks.shape("logGate", logGate, q.rows(), heads.kvColumns());
        spans.forEach(span -> ArgumentChecks.stateHeads(span.state().heads(), heads));
        double[][] y = new double[q.rows()][];
        for (Span<RecurrentState> span : spans) {
            ReferenceRecurrentState state = own(span.state());
            for (int row = span.row(); row < span.row() + span.length(); row++) {
                y[row] = ReferenceAttention.gatedLinear(queries[row], keys[row], values[row], gates[row], heads, state);
            }
        }
        return tensor(y, heads.queryColumns());
    }

    @Override
    public Tensor concatenate(Tensor first, Tensor second) {
        double[][] top = values(first);
        double[][] bottom = values(second);
        ArgumentChecks.concatenate(first, second);
        return tensor(
                Stream.of(top, bottom)
                        .flatMap(Arrays::stream)
                        .map(double[]::clone)
                        .toArray(double[][]::new),
                first.columns());
    }

    @Override
    public Tensor selectRows(Tensor x, int[] rows) {
        double[][] from = values(x);
        ArgumentChecks.selectRows(x, rows);
        double[][] y = new double[rows.length][];
        for (int t = 0; t < rows.length; t++) {
            y[t] = from[rows[t]].clone();
        }
        return tensor(y, x.columns());
    }

    /** Spec 5: the lowest index of the largest element. */
    @Override
    public int[] argmax(Tensor x) {
        double[][] rows = values(x);
        int[] largest = new int[rows.length];
        for (int t = 0; t < rows.length; t++) {
            for (int c = 1; c < rows[t].length; c++) {
                if (rows[t][c] > rows[t][largest[t]]) {
                    largest[t] = c;
                }
            }
        }
        return largest;
    }

    @Override
    public float[] toHost(Tensor x) {
        double[] doubles = own(x).toDoubles();
        float[] floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        return floats;
    }

    @Override
    public void close() {
        pass.close();
    }

    private Tensor map(Tensor x, DoubleUnaryOperator function) {
        return combine("map", x, x, (a, b) -> function.applyAsDouble(a));
    }

    private Tensor combine(String operator, Tensor a, Tensor b, DoubleBinaryOperator function) {
        double[][] left = values(a);
        double[][] right = values(b);
        ArgumentChecks.sameShape(operator, a, b);
        double[][] y = new double[a.rows()][a.columns()];
        for (int t = 0; t < y.length; t++) {
            for (int c = 0; c < y[t].length; c++) {
                y[t][c] = function.applyAsDouble(left[t][c], right[t][c]);
            }
        }
        return tensor(y, a.columns());
    }

    private Tensor tensor(double[][] values, int columns) {
        pass.requireOpen();
        return new ReferenceTensor(values, columns, current);
    }

    private static double[][] values(Tensor x) {
        return own(x).values();
    }

    private static ReferenceSpikes spikes(Tensor x) {
        if (x instanceof ReferenceSpikes spikes) {
            return spikes;
        }
        throw ArgumentChecks.noSpikes(x);
    }

    private static ReferenceTensor own(Tensor x) {
        if (x instanceof ReferenceSpikes) {
            throw ArgumentChecks.spikesWhereNoneGo(x);
        }
        if (x instanceof ReferenceTensor tensor) {
            return tensor;
        }
        throw new IllegalArgumentException("a tensor of another back end");
    }

    private static ReferenceKeyValueCache own(KeyValueCache cache) {
        if (cache instanceof ReferenceKeyValueCache own) {
            return own;
        }
        throw new IllegalArgumentException("a key/value cache of another back end");
    }

    private static ReferenceRecurrentState own(RecurrentState state) {
        if (state instanceof ReferenceRecurrentState own) {
            return own;
        }
        throw new IllegalArgumentException("a recurrent state of another back end");
    }
}
