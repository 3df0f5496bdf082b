package org.spikingbrain4j.conversion;

import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.operators.AttentionHeads;

/** Full attention of the first layer of a Llama, written down from the formulas (spec 3 and 4.2) and with no operator. */
final class NaiveAttention {
    private final Checkpoint checkpoint;
    private final ModelConfig config;

    private NaiveAttention(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
    }

    /** The root mean square of the heads' outputs. */
    static double size(Checkpoint checkpoint, CalibrationTexts texts) {
        double squares = texts.texts().stream()
                .mapToDouble(new NaiveAttention(checkpoint)::squares)
                .sum();
        return Math.sqrt(
                squares / ((double) texts.tokens() * checkpoint.config().hiddenSize()));
    }

    private double squares(int[] text) {
        AttentionHeads heads = config.heads();
        double[][] x = new double[text.length][];
        for (int t = 0; t < text.length; t++) {
            x[t] = normed(text[t]);
        }
        double[][] q = project("q_proj", x, heads.queryColumns(), true);
        double[][] k = project("k_proj", x, heads.kvColumns(), true);
        double[][] v = project("v_proj", x, heads.kvColumns(), false);
        double squares = 0;
        for (int t = 0; t < text.length; t++) {
            for (int head = 0; head < heads.queryHeads(); head++) {
                squares += squares(q, k, v, t, head);
            }
        }
        return squares;
    }

    private double squares(double[][] q, double[][] k, double[][] v, int t, int head) {
        int d = config.heads().headDim();
        int own = head * d;
        int shared = head / config.heads().groupSize() * d;
        double[] output = new double[d];
        double all = 0;
        for (int s = 0; s <= t; s++) {
            double score = 0;
            for (int i = 0; i < d; i++) {
                score += q[t][own + i] * k[s][shared + i];
            }
            double weight = Math.exp(score / Math.sqrt(d));
            all += weight;
            for (int i = 0; i < d; i++) {
                output[i] += weight * v[s][shared + i];
            }
        }
        double squares = 0;
        for (double value : output) {
            squares += value / all * (value / all);
        }
        return squares;
    }

    private double[] normed(int token) {
        double[] table = checkpoint.tensor("model.embed_tokens.weight").toDoubles();
        double[] weight =
                checkpoint.tensor("model.layers.0.input_layernorm.weight").toDoubles();
        int size = config.hiddenSize();
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += Math.pow(table[token * size + i], 2);
        }
        double[] x = new double[size];
        for (int i = 0; i < size; i++) {
            x[i] = table[token * size + i] / Math.sqrt(squares / size + config.normEpsilon()) * weight[i];
        }
        return x;
    }

    private double[][] project(String linear, double[][] x, int out, boolean rotates) {
        double[] weight = checkpoint
                .tensor("model.layers.0.self_attn.%s.weight".formatted(linear))
                .toDoubles();
        double[][] y = new double[x.length][out];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < out; o++) {
                for (int i = 0; i < x[t].length; i++) {
                    y[t][o] += x[t][i] * weight[o * x[t].length + i];
                }
            }
            if (rotates) {
                rotate(y[t], t);
            }
        }
        return y;
    }

    private void rotate(double[] y, int position) {
        int d = config.heads().headDim();
        for (int head = 0; head < y.length; head += d) {
            for (int i = 0; i < d / 2; i++) {
                double angle = position * Math.pow(1e6, -2.0 * i / d);
                double first = y[head + i];
                double second = y[head + i + d / 2];
                y[head + i] = first * Math.cos(angle) - second * Math.sin(angle);
                y[head + i + d / 2] = second * Math.cos(angle) + first * Math.sin(angle);
            }
        }
    }
}
