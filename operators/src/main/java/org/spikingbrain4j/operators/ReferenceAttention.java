package org.spikingbrain4j.operators;

import java.util.List;

/** The two ways in which a token reads the tokens before it, as formulas over one row. */
final class ReferenceAttention {
    private ReferenceAttention() {}

    /**
     * Softmax attention of one query row over the keys held (spec 4.2): softmax(q·k / sqrt(d)) v per head.
     *
     * @param q [queryHeads · headDim]
     * @param keys rows of [kvHeads · headDim], oldest first; all of them are visible
     * @return [queryHeads · headDim]
     */
    static double[] softmax(double[] q, List<double[]> keys, List<double[]> values, AttentionHeads heads) {
        int d = heads.headDim();
        double[] out = new double[heads.queryColumns()];
        for (int h = 0; h < heads.queryHeads(); h++) {
            int kv = h / heads.groupSize();
            double[] scores = new double[keys.size()];
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < scores.length; j++) {
                scores[j] = dot(q, h * d, keys.get(j), kv * d, d) / Math.sqrt(d);
                largest = Math.max(largest, scores[j]);
            }
            double sum = 0;
            for (int j = 0; j < scores.length; j++) {
                scores[j] = Math.exp(scores[j] - largest);
                sum += scores[j];
            }
            for (int j = 0; j < scores.length; j++) {
                for (int i = 0; i < d; i++) {
                    out[h * d + i] += scores[j] / sum * values.get(j)[kv * d + i];
                }
            }
        }
        return out;
    }

    /** The rows as attention sees them. */
    static List<double[]> seen(List<double[]> rows, KeyValuePrecision precision, AttentionHeads heads) {
        return switch (precision) {
            case EXACT -> rows;
            case INT8 -> rows.stream().map(row -> int8(row, heads.headDim())).toList();
        };
    }

    /** Spec 6.3: per head s = clamp(max|x| / 127, 1e-5, 1e4), then clamp(round(x / s), -128, 127) · s. */
    private static double[] int8(double[] row, int headDim) {
        double[] rounded = new double[row.length];
        for (int head = 0; head < row.length; head += headDim) {
            double largest = 0;
            for (int i = head; i < head + headDim; i++) {
                largest = Math.max(largest, Math.abs(row[i]));
            }
            // A number that is not finite must not be cut off to one that is.
            float scale = !(largest <= Float.MAX_VALUE)
                    ? Float.NaN
                    : Math.clamp(
                            (float) largest / Byte.MAX_VALUE, SpikeRule.LEAST_THRESHOLD, SpikeRule.LARGEST_THRESHOLD);
            for (int i = head; i < head + headDim; i++) {
                double code = Math.clamp(Math.rint((float) row[i] / scale), Byte.MIN_VALUE, Byte.MAX_VALUE);
                rounded[i] = (float) code * scale;
            }
        }
        return rounded;
    }

    /**
     * One step of gated linear attention (spec 4.1, step 3): S[i][j] = e^g[i] S[i][j] + k[i] v[j] for each key/value head,
     * then o[j] = sum over i of q[i] / sqrt(d) · S[i][j] for each query head.
     *
     * @param q [queryHeads · headDim]
     * @param k [kvHeads · headDim]
     * @param v [kvHeads · headDim]
     * @param g [kvHeads · headDim]
     * @return [queryHeads · headDim]
     */
    static double[] gatedLinear(
            double[] q, double[] k, double[] v, double[] g, AttentionHeads heads, ReferenceRecurrentState state) {
        int d = heads.headDim();
        for (int kv = 0; kv < heads.kvHeads(); kv++) {
            double[][] s = state.matrix(kv);
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    s[i][j] = Math.exp(g[kv * d + i]) * s[i][j] + k[kv * d + i] * v[kv * d + j];
                }
            }
        }
        double[] out = new double[heads.queryColumns()];
        for (int h = 0; h < heads.queryHeads(); h++) {
            double[][] s = state.matrix(h / heads.groupSize());
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    out[h * d + j] += q[h * d + i] / Math.sqrt(d) * s[i][j];
                }
            }
        }
        return out;
    }

    private static double dot(double[] a, int aStart, double[] b, int bStart, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += a[aStart + i] * b[bStart + i];
        }
        return sum;
    }
}
