package org.spikingbrain4j.cpu;

import org.spikingbrain4j.operators.AttentionHeads;

/** The formulas of spec 4.1 and 4.2 in double precision. */
final class NaiveAttention {
    private NaiveAttention() {}

    /** Output rows from {@code firstRow} on: query p sees the keys j with p - window < j <= p. */
    static double[][] softmax(AttentionCase input, int window, int firstRow) {
        AttentionHeads heads = input.heads;
        double[][] out = new double[input.tokens - firstRow][heads.queryColumns()];
        for (int p = firstRow; p < input.tokens; p++) {
            for (int head = 0; head < heads.queryHeads(); head++) {
                softmaxRow(input, p, head, Math.max(0, p - window + 1), out[p - firstRow]);
            }
        }
        return out;
    }

    private static void softmaxRow(AttentionCase input, int p, int head, int first, double[] out) {
        int size = input.heads.headDim();
        int kv = head / input.heads.groupSize() * size;
        double[] scores = new double[p + 1];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = first; j <= p; j++) {
            for (int i = 0; i < size; i++) {
                scores[j] += (double) at(input.q, p, head * size + i) * at(input.k, j, kv + i);
            }
            scores[j] /= Math.sqrt(size);
            max = Math.max(max, scores[j]);
        }
        double sum = 0;
        for (int j = first; j <= p; j++) {
            sum += Math.exp(scores[j] - max);
        }
        for (int j = first; j <= p; j++) {
            for (int i = 0; i < size; i++) {
                out[head * size + i] += Math.exp(scores[j] - max) / sum * at(input.v, j, kv + i);
            }
        }
    }

    /** Output rows; leaves the new state in {@code state} [kvHead][key channel][value channel]. */
    static double[][] gatedLinear(AttentionCase input, Rows logGate, double[][][] state) {
        double[][] out = new double[input.tokens][input.heads.queryColumns()];
        for (int t = 0; t < input.tokens; t++) {
            for (int head = 0; head < input.heads.kvHeads(); head++) {
                update(input, logGate, t, head, state[head]);
            }
            for (int head = 0; head < input.heads.queryHeads(); head++) {
                read(input, t, head, state[head / input.heads.groupSize()], out[t]);
            }
        }
        return out;
    }

    private static void update(AttentionCase input, Rows logGate, int t, int head, double[][] state) {
        int size = input.heads.headDim();
        for (int i = 0; i < size; i++) {
            double decay = Math.exp(at(logGate, t, head * size + i));
            for (int j = 0; j < size; j++) {
                state[i][j] = decay * state[i][j]
                        + (double) at(input.k, t, head * size + i) * at(input.v, t, head * size + j);
            }
        }
    }

    private static void read(AttentionCase input, int t, int head, double[][] state, double[] out) {
        int size = input.heads.headDim();
        for (int i = 0; i < size; i++) {
            double query = at(input.q, t, head * size + i) / Math.sqrt(size);
            for (int j = 0; j < size; j++) {
                out[head * size + j] += query * state[i][j];
            }
        }
    }

    private static float at(Rows rows, int row, int column) {
        return rows.array()[rows.at(row, column)];
    }
}
