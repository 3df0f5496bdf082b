package org.spikingbrain4j.testkit;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.HostTensor;

/**
 * SpikingBrain-76B's architecture straight from its specification: double precision, all tokens at once, nothing shared with the layers
 * and operators under test. Where it spikes, everything that a linear of the layers is fed does, and so do queries; weights stay floats, and
 * keys and values as they are.
 */
public final class NaiveMixtureModel {
    private static final double EPSILON = 1e-6;
    private static final double ROTARY_BASE = 1e6;

    /** Ten times what float32 moves a quotient of activation and threshold by. */
    private static final double CLEAR_MARGIN = 3e-5;

    private static final int MOST_TEXTS = 200;

    private final CheckpointShape shape;
    private final MixtureShape mixture;
    private final Map<String, HostTensor> weights = new HashMap<>();
    private final int dim;
    private final int queryHeads;
    private final int kvHeads;
    private final double k;
    private NaiveSpikes spikes;
    private double routerMargin;

    /** @param directory of a checkpoint of that shape */
    public NaiveMixtureModel(CheckpointShape shape, Path directory) {
        this(shape, directory, 0);
    }

    /**
     * @param directory of a checkpoint of that shape
     * @param k spikes of a channel on average; 0 where nothing spikes
     */
    public NaiveMixtureModel(CheckpointShape shape, Path directory, double k) {
        this.shape = shape;
        this.k = k;
        this.spikes = new NaiveSpikes(k);
        this.mixture = shape.mixture().orElseThrow();
        this.dim = shape.heads().headDim();
        this.queryHeads = shape.heads().queryHeads();
        this.kvHeads = shape.heads().kvHeads();
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            for (String name : checkpoint.tensorNames()) {
                HostTensor mapped = checkpoint.tensor(name);
                weights.put(name, HostTensor.of(name, mapped.shape(), mapped.toFloats()));
            }
        }
    }

    /**
     * A text whose spikes and choices of experts are no matter of rounding: the first of random ones.
     *
     * @throws IllegalStateException where there is none, as those of the sinks are no better
     */
    public int[] clearText(int length) {
        for (long seed = 0; seed < MOST_TEXTS; seed++) {
            int[] text = new Random(seed).ints(length, 0, shape.vocabulary()).toArray();
            logits(text);
            if (Math.min(spikes.margin(), routerMargin) >= CLEAR_MARGIN) {
                return text;
            }
        }
        throw new IllegalStateException("every text has a spike near another; take other weights");
    }

    /** Logits after every token, [tokens][vocabulary]. */
    public double[][] logits(int[] tokens) {
        spikes = new NaiveSpikes(k);
        routerMargin = Double.POSITIVE_INFINITY;
        int sinks = mixture.sinks();
        double[][] x = new double[sinks + tokens.length][];
        for (int i = 0; i < x.length; i++) {
            x[i] = i < sinks ? row("model.sink_embeddings", i) : row("model.embeddings.weight", tokens[i - sinks]);
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            layer(x, layer);
        }
        double[][] logits = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            logits[t] = times("lm_head.weight", norm("model.norm.weight", x[sinks + t]));
        }
        return logits;
    }

    private void layer(double[][] x, int layer) {
        String name = "model.layers." + layer;
        double[][] a = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            a[t] = norm(name + ".attn_norm.weight", x[t]);
        }
        double[][] linear = linearAttention(name + ".attn.linear", a);
        double[][] softmax = softmaxAttention(
                name + ".attn.softmax", a, mixture.fullAttention().contains(layer));
        double[] mix = row1(name + ".attn.mix");
        for (int t = 0; t < x.length; t++) {
            double[] first = norm(name + ".attn.linear_norm.weight", linear[t]);
            double[] second = norm(name + ".attn.softmax_norm.weight", softmax[t]);
            for (int c = 0; c < x[t].length; c++) {
                x[t][c] += mix[0] * first[c] + mix[1] * second[c];
            }
            double[] b = norm(name + ".mlp_norm.weight", x[t]);
            double[] fed = mixture.dense().contains(layer) ? swiGlu(name + ".mlp", b) : mixture(name + ".moe", b);
            for (int c = 0; c < x[t].length; c++) {
                x[t][c] += fed[c];
            }
        }
    }

    private double[][] linearAttention(String name, double[][] a) {
        double[][][] state = new double[kvHeads][dim][dim];
        double[][] out = new double[a.length][];
        for (int t = 0; t < a.length; t++) {
            double[] q = sigmoid(projected(name + ".q_proj", a[t]));
            double[] k = sigmoid(projected(name + ".k_proj", a[t]));
            double[] v = projected(name + ".v_proj", a[t]);
            for (int h = 0; h < kvHeads; h++) {
                for (int i = 0; i < dim; i++) {
                    for (int j = 0; j < dim; j++) {
                        double key = k[h * dim + i];
                        state[h][i][j] = (1 - key) * state[h][i][j] + key * v[h * dim + j];
                    }
                }
            }
            double[] o = new double[queryHeads * dim];
            for (int h = 0; h < queryHeads; h++) {
                double[] head = new double[dim];
                for (int j = 0; j < dim; j++) {
                    for (int i = 0; i < dim; i++) {
                        head[j] += q[h * dim + i] * state[h / (queryHeads / kvHeads)][i][j] / Math.sqrt(dim);
                    }
                }
                System.arraycopy(norm(name + ".g_norm.weight", head), 0, o, h * dim, dim);
            }
            out[t] = fed(name + ".o_proj.weight", o);
        }
        return out;
    }

    private double[][] softmaxAttention(String name, double[][] a, boolean full) {
        double[][] q = new double[a.length][];
        double[][] k = new double[a.length][];
        double[][] v = new double[a.length][];
        for (int t = 0; t < a.length; t++) {
            q[t] = spikes.of(turned(projected(name + ".q_proj", a[t]), t), dim);
            k[t] = turned(projected(name + ".k_proj", a[t]), t);
            v[t] = projected(name + ".v_proj", a[t]);
        }
        double[][] out = new double[a.length][];
        for (int t = 0; t < a.length; t++) {
            double[] o = new double[queryHeads * dim];
            for (int h = 0; h < queryHeads; h++) {
                head(q[t], k, v, t, h, full, o);
            }
            out[t] = fed(name + ".o_proj.weight", o);
        }
        return out;
    }

    private void head(double[] q, double[][] k, double[][] v, int t, int h, boolean full, double[] o) {
        int kv = h / (queryHeads / kvHeads) * dim;
        double[] weight = new double[k.length];
        double sum = 0;
        for (int s = 0; s < k.length; s++) {
            if (sees(t, s, full)) {
                double score = 0;
                for (int i = 0; i < dim; i++) {
                    score += q[h * dim + i] * k[s][kv + i];
                }
                weight[s] = Math.exp(score / Math.sqrt(dim));
                sum += weight[s];
            }
        }
        for (int s = 0; s < k.length; s++) {
            for (int j = 0; j < dim; j++) {
                o[h * dim + j] += weight[s] / sum * v[s][kv + j];
            }
        }
    }

    private boolean sees(int query, int key, boolean full) {
        if (query < mixture.sinks()) {
            return key < mixture.sinks();
        }
        return key < mixture.sinks() || (key <= query && (full || key > query - shape.window()));
    }

    private double[] mixture(String name, double[] b) {
        double[] scores = times(name + ".router.weight", b);
        double sum = Arrays.stream(scores).map(Math::exp).sum();
        double[] y = mixture.shared() > 0 ? swiGlu(name + ".shared", b) : new double[b.length];
        boolean[] taken = new boolean[scores.length];
        double chosen = 0;
        for (int i = 0; i < mixture.active(); i++) {
            int best = -1;
            for (int e = 0; e < scores.length; e++) {
                if (!taken[e] && (best < 0 || scores[e] > scores[best])) {
                    best = e;
                }
            }
            taken[best] = true;
            chosen = scores[best];
            double[] expert = swiGlu(name + ".experts." + best, b);
            for (int c = 0; c < y.length; c++) {
                y[c] += Math.exp(scores[best]) / sum * expert[c];
            }
        }
        for (int e = 0; e < scores.length; e++) {
            routerMargin = taken[e] ? routerMargin : Math.min(routerMargin, chosen - scores[e]);
        }
        return y;
    }

    private double[] swiGlu(String name, double[] x) {
        double[] gate = fed(name + ".gate_proj.weight", x);
        double[] up = fed(name + ".up_proj.weight", x);
        for (int i = 0; i < gate.length; i++) {
            gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
        }
        return fed(name + ".down_proj.weight", gate);
    }

    private double[] turned(double[] x, int position) {
        double[] y = new double[x.length];
        for (int head = 0; head < x.length; head += dim) {
            for (int i = 0; i < dim / 2; i++) {
                double angle = position * Math.pow(ROTARY_BASE, -2.0 * i / dim);
                double first = x[head + i];
                double second = x[head + i + dim / 2];
                y[head + i] = first * Math.cos(angle) - second * Math.sin(angle);
                y[head + i + dim / 2] = second * Math.cos(angle) + first * Math.sin(angle);
            }
        }
        return y;
    }

    private static double[] sigmoid(double[] x) {
        return Arrays.stream(x).map(z -> 1 / (1 + Math.exp(-z))).toArray();
    }

    private double[] norm(String name, double[] x) {
        double[] weight = row1(name);
        double squares = Arrays.stream(x).map(v -> v * v).sum();
        double root = Math.sqrt(squares / x.length + EPSILON);
        double[] y = new double[x.length];
        for (int c = 0; c < x.length; c++) {
            y[c] = x[c] / root * weight[c];
        }
        return y;
    }

    private double[] projected(String name, double[] x) {
        double[] y = fed(name + ".weight", x);
        double[] bias = row1(name + ".bias");
        for (int i = 0; i < y.length; i++) {
            y[i] += bias[i];
        }
        return y;
    }

    /** A linear that is fed spikes, where something spikes. */
    private double[] fed(String name, double[] x) {
        return times(name, spikes.of(x, x.length));
    }

    private double[] times(String name, double[] x) {
        HostTensor w = weights.get(name);
        double[] y = new double[Math.toIntExact(w.shape().dimension(0))];
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += w.value((long) o * x.length + i) * x[i];
            }
        }
        return y;
    }

    private double[] row(String name, int index) {
        HostTensor table = weights.get(name);
        int columns = Math.toIntExact(table.shape().dimension(1));
        double[] row = new double[columns];
        for (int c = 0; c < columns; c++) {
            row[c] = table.value((long) index * columns + c);
        }
        return row;
    }

    private double[] row1(String name) {
        HostTensor vector = weights.get(name);
        double[] values = new double[Math.toIntExact(vector.shape().elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.value(i);
        }
        return values;
    }
}
