package org.spikingbrain4j.cpu;

/**
 * The small dense loops that both kinds of attention are made of. They work on panels: matrices with rows of
 * {@link #panelColumns} numbers, of which the first {@code columns} are computed. In softmax attention the columns are
 * queries, so that one number of a key or value meets many queries and a softmax needs no sum across lanes; in gated linear
 * attention they are value channels.
 */
interface AttentionKernels {

    /** Stride of every panel. */
    int panelColumns();

    /** How many columns of a panel to compute where {@code live} are wanted: whole vectors. */
    int paddedColumns(int live);

    /**
     * c = a · b, or c += a · b.
     *
     * @param a [rows, depth], any stride
     * @param b a panel [depth, columns]
     * @param c a panel [rows, columns]
     * @param columns from {@link #paddedColumns}, here and below
     */
    void multiply(Rows a, Rows b, Rows c, int rows, int depth, int columns, boolean accumulate);

    /**
     * c += aᵀ · b.
     *
     * @param a [depth, rows], any stride
     * @param b a panel [depth, columns]
     * @param c a panel [rows, columns]
     */
    void addTransposed(Rows a, Rows b, Rows c, int rows, int depth, int columns);

    /** Multiplies row r of a panel by {@code factors[r]}. */
    void scaleRows(Rows panel, int rows, int columns, float[] factors);

    /** Multiplies column c of a panel by {@code factors[c]}. */
    void scaleColumns(Rows panel, int rows, int columns, float[] factors);

    /** to[i] = e^from[fromOffset + i]. */
    void exp(float[] from, int fromOffset, float[] to, int count);

    /**
     * One step of a softmax down the columns of a panel that sees them block by block (Milakov and Gimelshein 2018): raises
     * {@code max} to the largest score, replaces scores by e^(score - max), adds them to {@code sum} and leaves in
     * {@code correction} the factor e^(old max - max) for whatever was summed before.
     *
     * @param scores a panel [rows, columns]
     */
    void softmaxStep(Rows scores, int rows, int columns, float[] max, float[] sum, float[] correction);

    /**
     * Rounds a key or value to eight bits (spec 6.3): s = clamp(max|x| / 127, 1e-5, 1e4), to = clamp(round(x / s), -128, 127) · s,
     * ties to even.
     */
    void roundToInt8(float[] from, int fromOffset, int count, float[] to, int toOffset);
}
