package org.spikingbrain4j.cpu;

/** The loops over single elements and rows. Results may be written over their first operand, but for logSigmoid. */
interface ElementKernels {
    /** x[i] / sqrt(mean(x²) + epsilon) · weight[i] over one run as long as the weight. */
    void rmsNorm(float[] x, int offset, float[] weight, double epsilon, float[] out, int outOffset);

    /**
     * Turns the pairs (i, i + half) of one head: i to x[i] cos - x[i + half] sin, i + half to x[i + half] cos + x[i] sin.
     *
     * @param tableOffset of the half cosines and half sines of this position
     */
    void rotate(
            float[] x,
            int offset,
            int half,
            float[] cosines,
            float[] sines,
            int tableOffset,
            float[] out,
            int outOffset);

    void add(float[] x, int offset, float[] y, int yOffset, int count, float[] out, int outOffset);

    /** max(x, 0); NaN stays NaN. */
    void relu(float[] x, int offset, int count, float[] out, int outOffset);

    /** 1 / (1 + e^-x). */
    void sigmoid(float[] x, int offset, int count, float[] out, int outOffset);

    /** scale · log(1 / (1 + e^-x)); not over x, which is read twice. */
    void logSigmoid(float[] x, int offset, int count, float scale, float[] out, int outOffset);

    /** gate / (1 + e^-gate) · up. */
    void siluMul(float[] gate, int offset, float[] up, int upOffset, int count, float[] out, int outOffset);
}
