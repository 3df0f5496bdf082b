package org.spikingbrain4j.cpu;

/**
 * The small dense loops that both kinds of attention are made of. Softmax attention works on panels: query rows side by
 * side in the columns, so that one key or value number meets many queries and a softmax needs no sum across lanes.
 */
interface AttentionKernels {

    /** Most columns of a panel. */
    int panelColumns();

    /** How many columns of a panel to compute where {@code live} are wanted: whole vectors. */
    int paddedColumns(int live);

    /** c = a · b, or c += a · b; a [rows, depth], b [depth, columns], c [rows, columns]. */
    void multiply(Rows a, Rows b, Rows c, int rows, int depth, int columns, boolean accumulate);

    /** c += aᵀ · b; a [depth, rows], b [depth, columns], c [rows, columns]. */
    void multiplyTransposed(Rows a, Rows b, Rows c, int rows, int depth, int columns);

    /** Multiplies row r by {@code factors[offset + r]}. */
    void scaleRows(Rows matrix, int rows, int columns, float[] factors, int offset);

    /** to[toOffset + i] = e^from[fromOffset + i]. */
    void exp(float[] from, int fromOffset, float[] to, int toOffset, int count);

    /**
     * One step of a softmax over the rows of a panel, column by column, that sees them block by block (Milakov and
     * Gimelshein 2018): raises {@code max} to the largest score, replaces scores by e^(score - max), adds them to {@code sum}
     * and leaves in {@code correction} the factor e^(old max - max) for whatever was summed before.
     *
     * @param scores [rows, columns]
     * @param columns from {@link #paddedColumns}
     */
    void softmaxStep(Rows scores, int rows, int columns, float[] max, float[] sum, float[] correction);

    /** Multiplies column c of a panel by {@code factors[c]}; columns from {@link #paddedColumns}. */
    void scaleColumns(Rows panel, int rows, int columns, float[] factors);
}
