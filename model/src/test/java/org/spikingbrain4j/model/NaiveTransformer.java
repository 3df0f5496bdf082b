package org.spikingbrain4j.model;

import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.TransformerConfig;

/**
 * A Llama or Qwen2 forward pass written a second time, in double precision and without any of the project's operators or
 * layers: all positions at once, no cache.
 */
final class NaiveTransformer {
    private final Checkpoint checkpoint;
    private final TransformerConfig config;

    NaiveTransformer(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        this.config = (TransformerConfig) checkpoint.config();
    }

    /** Logits [tokens, vocabulary]. */
    double[][] logits(int[] tokens) {
        double[][] embedding = matrix("model.embed_tokens.weight");
        double[][] x =
                IntStream.of(tokens).mapToObj(token -> embedding[token].clone()).toArray(double[][]::new);
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = "model.layers." + layer;
            add(x, attention(name + ".self_attn", norm(x, name + ".input_layernorm")));
            add(x, feedForward(name + ".mlp", norm(x, name + ".post_attention_layernorm")));
        }
        double[][] head = config.tiedEmbeddings() ? embedding : matrix("lm_head.weight");
        return product(norm(x, "model.norm"), head);
    }

    private double[][] attention(String name, double[][] x) {
        int d = config.heads().headDim();
        int group = config.heads().groupSize();
        double[][] q = linear(x, name + ".q_proj");
        double[][] k = linear(x, name + ".k_proj");
        double[][] v = linear(x, name + ".v_proj");
        rotate(q, d);
        rotate(k, d);
        double[][] mixed = new double[x.length][config.heads().queryColumns()];
        for (int h = 0; h < config.heads().queryHeads(); h++) {
            int kv = h / group * d;
            for (int t = 0; t < x.length; t++) {
                double[] weights = new double[t + 1];
                for (int s = 0; s <= t; s++) {
                    for (int i = 0; i < d; i++) {
                        weights[s] += q[t][h * d + i] * k[s][kv + i] / Math.sqrt(d);
                    }
                }
                softmax(weights);
                for (int s = 0; s <= t; s++) {
                    for (int i = 0; i < d; i++) {
                        mixed[t][h * d + i] += weights[s] * v[s][kv + i];
                    }
                }
            }
        }
        return linear(mixed, name + ".o_proj");
    }

    private static void softmax(double[] scores) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i]);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
    }

    private void rotate(double[][] x, int d) {
        for (int position = 0; position < x.length; position++) {
            for (int head = 0; head < x[position].length / d; head++) {
                for (int i = 0; i < d / 2; i++) {
                    double angle = config.rotary().angle(position, i);
                    double first = x[position][head * d + i];
                    double second = x[position][head * d + i + d / 2];
                    x[position][head * d + i] = first * Math.cos(angle) - second * Math.sin(angle);
                    x[position][head * d + i + d / 2] = second * Math.cos(angle) + first * Math.sin(angle);
                }
            }
        }
    }

    private double[][] feedForward(String name, double[][] x) {
        double[][] gate = linear(x, name + ".gate_proj");
        double[][] up = linear(x, name + ".up_proj");
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < gate[t].length; i++) {
                gate[t][i] *= up[t][i] / (1 + Math.exp(-gate[t][i]));
            }
        }
        return linear(gate, name + ".down_proj");
    }

    private double[][] norm(double[][] x, String name) {
        double[] weight = checkpoint.tensor(name + ".weight").toDoubles();
        double[][] result = new double[x.length][weight.length];
        for (int t = 0; t < x.length; t++) {
            double squares = 0;
            for (double value : x[t]) {
                squares += value * value;
            }
            double root = Math.sqrt(squares / weight.length + config.normEpsilon());
            for (int i = 0; i < weight.length; i++) {
                result[t][i] = x[t][i] / root * weight[i];
            }
        }
        return result;
    }

    private double[][] linear(double[][] x, String name) {
        double[][] y = product(x, matrix(name + ".weight"));
        if (checkpoint.contains(name + ".bias")) {
            double[] bias = checkpoint.tensor(name + ".bias").toDoubles();
            for (double[] row : y) {
                for (int i = 0; i < bias.length; i++) {
                    row[i] += bias[i];
                }
            }
        }
        return y;
    }

    private static double[][] product(double[][] x, double[][] weight) {
        double[][] y = new double[x.length][weight.length];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < weight.length; o++) {
                for (int i = 0; i < x[t].length; i++) {
                    y[t][o] += x[t][i] * weight[o][i];
                }
            }
        }
        return y;
    }

    private static void add(double[][] x, double[][] y) {
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < x[t].length; i++) {
                x[t][i] += y[t][i];
            }
        }
    }

    private double[][] matrix(String name) {
        double[] values = checkpoint.tensor(name).toDoubles();
        int columns = Math.toIntExact(checkpoint.tensor(name).shape().dimension(1));
        double[][] rows = new double[values.length / columns][columns];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(values, r * columns, rows[r], 0, columns);
        }
        return rows;
    }
}
