package org.spikingbrain4j.cpu;

import java.util.Arrays;
import org.spikingbrain4j.operators.AttentionHeads;

/**
 * What a chunk of at most {@link #tokensOf} tokens contributes for one key/value head, apart from the state it meets. With the
 * decay a = e^g and A(s, t) = a(s+1) · … · a(t), per key channel,
 *
 * <pre>
 * o(t)  = (q(t) A(0, t)) S + sum over s &lt;= t of ((q(t) A(s, t)) · k(s)) v(s)
 * S'    = A(0, T) S + sum over s of (k(s) A(s, T)) v(s)
 * </pre>
 *
 * All decays are running products of numbers up to 1, never quotients: whatever the gates, nothing overflows or cancels.
 */
final class GatedLinearChunk {
    private static final int MOST_TOKENS = 16;

    private final AttentionKernels kernels;
    private final AttentionHeads heads;
    private final int columns;
    private final Rows queries; // [token and query of the group, headDim]: scaled q(t) A(0, t)
    private final Rows weights; // panel [token and query of the group, token s]: of v(s)
    private final Rows decayedKeys; // panel [headDim, token s]: k(s) A(s, t), in the end t = T
    private final Rows scaledQueries; // [query of the group, headDim]
    private final float[] tokenDecay; // [headDim]: a(t)
    private final float[] decay; // [headDim]: A(0, t), in the end t = T
    private int row;
    private int tokens;

    GatedLinearChunk(AttentionKernels kernels, AttentionHeads heads) {
        int size = heads.headDim();
        int most = tokensOf(kernels);
        int mostQueries = most * heads.groupSize();
        int panel = kernels.panelColumns();
        this.kernels = kernels;
        this.heads = heads;
        this.columns = kernels.paddedColumns(most);
        this.queries = new Rows(new float[mostQueries * size], 0, size);
        this.weights = new Rows(new float[mostQueries * panel], 0, panel);
        this.decayedKeys = new Rows(new float[size * panel], 0, panel);
        this.scaledQueries = new Rows(new float[heads.groupSize() * size], 0, size);
        this.tokenDecay = new float[size];
        this.decay = new float[size];
    }

    /** Most tokens of a chunk: few, since work within a chunk grows with its square, and no more than columns of a panel. */
    static int tokensOf(AttentionKernels kernels) {
        return Math.min(MOST_TOKENS, kernels.panelColumns());
    }

    AttentionHeads heads() {
        return heads;
    }

    int row() {
        return row;
    }

    int tokens() {
        return tokens;
    }

    Rows queries() {
        return queries;
    }

    Rows weights() {
        return weights;
    }

    Rows decayedKeys() {
        return decayedKeys;
    }

    float[] decay() {
        return decay;
    }

    /** Computes everything for the tokens of some rows. */
    void prepare(GatedLinearAttention.Pass pass, int firstRow, int tokenCount, int kvHead) {
        row = firstRow;
        tokens = tokenCount;
        Arrays.fill(decay, 1f);
        Arrays.fill(decayedKeys.array(), 0f);
        for (int token = 0; token < tokenCount; token++) {
            addToken(pass, token, kvHead);
        }
    }

    private void addToken(GatedLinearAttention.Pass pass, int token, int kvHead) {
        int size = heads.headDim();
        int group = heads.groupSize();
        Rows gate = pass.logGate().from(row + token, kvHead * size);
        kernels.exp(gate.array(), gate.offset(), tokenDecay, size);
        kernels.scaleRows(decayedKeys, size, columns, tokenDecay);
        Rows key = pass.k().from(row + token, kvHead * size);
        for (int i = 0; i < size; i++) {
            decay[i] *= tokenDecay[i];
            decayedKeys.array()[decayedKeys.at(i, token)] = key.array()[key.offset() + i];
        }
        float scale = (float) (1 / Math.sqrt(size));
        for (int query = 0; query < group; query++) {
            Rows q = pass.q().from(row + token, (kvHead * group + query) * size);
            scale(q.array(), q.offset(), scale, scaledQueries.array(), scaledQueries.at(query, 0), size);
            int decayed = queries.at(token * group + query, 0);
            decay(scaledQueries.array(), scaledQueries.at(query, 0), queries.array(), decayed, size);
        }
        kernels.multiply(scaledQueries, decayedKeys, weights.from(token * group, 0), group, size, columns, false);
    }

    private static void scale(float[] from, int offset, float factor, float[] to, int toOffset, int count) {
        for (int i = 0; i < count; i++) {
            to[toOffset + i] = from[offset + i] * factor;
        }
    }

    private void decay(float[] from, int offset, float[] to, int toOffset, int count) {
        for (int i = 0; i < count; i++) {
            to[toOffset + i] = from[offset + i] * decay[i];
        }
    }
}
