package org.spikingbrain4j.cpu;

import java.util.Arrays;
import org.spikingbrain4j.operators.KeyValuePrecision;

/**
 * Scratch of one worker for softmax attention: a panel of query rows that share a key/value head, and their running softmax.
 * Every query is a column; a row of {@code queries} and {@code sums} is a channel.
 */
final class AttentionPanel {
    private final AttentionKernels kernels;
    private final int headDim;
    private final int keyBlock;
    private final Rows queries; // [headDim, queries]
    private final Rows scores; // [keys of a block, queries]
    private final Rows sums; // [headDim, queries]: values weighted by e^(score - max)
    private final Rows rounded; // [keys of a block, headDim]
    private final float[] max;
    private final float[] sum;
    private final float[] correction;
    private final int[] first; // keys that a query sees
    private final int[] last;
    private int live;
    private int columns;

    AttentionPanel(AttentionKernels kernels, int headDim) {
        this.kernels = kernels;
        this.headDim = headDim;
        int most = kernels.panelColumns();
        // At least as many keys as queries: then every query sees a key in the first block, and max is finite after it.
        this.keyBlock = Math.max(64, most);
        this.queries = new Rows(new float[headDim * most], 0, most);
        this.scores = new Rows(new float[keyBlock * most], 0, most);
        this.sums = new Rows(new float[headDim * most], 0, most);
        this.rounded = new Rows(new float[keyBlock * headDim], 0, headDim);
        this.max = new float[most];
        this.sum = new float[most];
        this.correction = new float[most];
        this.first = new int[most];
        this.last = new int[most];
    }

    int headDim() {
        return headDim;
    }

    /** Starts a panel of so many queries. */
    void begin(int count) {
        live = count;
        columns = kernels.paddedColumns(count);
        Arrays.fill(queries.array(), 0f);
        Arrays.fill(sums.array(), 0f);
        Arrays.fill(max, Float.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0f);
    }

    /** Sets a query, scaled, and the keys it sees. */
    void query(int column, float[] from, int offset, int firstKey, int lastKey) {
        float scale = (float) (1 / Math.sqrt(headDim));
        for (int i = 0; i < headDim; i++) {
            queries.array()[queries.at(i, column)] = scale * from[offset + i];
        }
        first[column] = firstKey;
        last[column] = lastKey;
    }

    /** Lets the queries see of the keys from {@code from} to before {@code to} those that each sees. */
    void attend(Rows keys, Rows values, int from, int to, KeyValuePrecision precision) {
        attend(keys, values, from, to, precision, false);
    }

    /** Lets all queries see the first {@code count} keys. */
    void attendPinned(Rows keys, Rows values, int count, KeyValuePrecision precision) {
        attend(keys, values, 0, count, precision, true);
    }

    private void attend(Rows keys, Rows values, int from, int to, KeyValuePrecision precision, boolean all) {
        for (int start = from; start < to; start += keyBlock) {
            int count = Math.min(keyBlock, to - start);
            kernels.multiply(
                    seen(keys.from(start, 0), count, precision), queries, scores, count, headDim, columns, false);
            if (!all) {
                hideUnseen(start, count);
            }
            kernels.softmaxStep(scores, count, columns, max, sum, correction);
            if (raised()) {
                kernels.scaleColumns(sums, headDim, columns, correction);
            }
            kernels.addTransposed(seen(values.from(start, 0), count, precision), scores, sums, headDim, count, columns);
        }
    }

    /** Keys or values as the queries see them; gone with the next call. */
    private Rows seen(Rows rows, int count, KeyValuePrecision precision) {
        if (precision == KeyValuePrecision.EXACT) {
            return rows;
        }
        for (int i = 0; i < count; i++) {
            kernels.roundToInt8(rows.array(), rows.at(i, 0), headDim, rounded.array(), rounded.at(i, 0));
        }
        return rounded;
    }

    private void hideUnseen(int start, int count) {
        for (int column = 0; column < live; column++) {
            int seen = Math.clamp(first[column] - start, 0, count);
            int end = Math.clamp(last[column] + 1 - start, 0, count);
            for (int i = 0; i < seen; i++) {
                scores.array()[scores.at(i, column)] = Float.NEGATIVE_INFINITY;
            }
            for (int i = end; i < count; i++) {
                scores.array()[scores.at(i, column)] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    private boolean raised() {
        for (int column = 0; column < live; column++) {
            if (correction[column] != 1f) {
                return true;
            }
        }
        return false;
    }

    /** The attention of a query over all keys it was shown. */
    void store(int column, float[] to, int offset) {
        float factor = 1 / sum[column];
        for (int i = 0; i < headDim; i++) {
            to[offset + i] = sums.array()[sums.at(i, column)] * factor;
        }
    }

    /** The running softmax of a query: the weighted sums, then their total weight and the maximum; headDim + 2 numbers. */
    void storePartial(int column, float[] to, int offset) {
        for (int i = 0; i < headDim; i++) {
            to[offset + i] = sums.array()[sums.at(i, column)];
        }
        to[offset + headDim] = sum[column];
        to[offset + headDim + 1] = max[column];
    }
}
