package org.spikingbrain4j.cpu;

/** The element kernels as plain loops. */
final class ScalarElementKernels implements ElementKernels {

    @Override
    public void rmsNorm(float[] x, int offset, float[] weight, double epsilon, float[] out, int outOffset) {
        double squares = 0;
        for (int i = 0; i < weight.length; i++) {
            squares += (double) x[offset + i] * x[offset + i];
        }
        float factor = (float) (1 / Math.sqrt(squares / weight.length + epsilon));
        for (int i = 0; i < weight.length; i++) {
            out[outOffset + i] = x[offset + i] * factor * weight[i];
        }
    }

    @Override
    public void rotate(
            float[] x,
            int offset,
            int half,
            float[] cosines,
            float[] sines,
            int tableOffset,
            float[] out,
            int outOffset) {
        rotate(x, offset, half, 0, cosines, sines, tableOffset, out, outOffset);
    }

    /** The pairs from {@code from} on. */
    static void rotate(
            float[] x,
            int offset,
            int half,
            int from,
            float[] cosines,
            float[] sines,
            int tableOffset,
            float[] out,
            int outOffset) {
        for (int i = from; i < half; i++) {
            float a = x[offset + i];
            float b = x[offset + half + i];
            float cos = cosines[tableOffset + i];
            float sin = sines[tableOffset + i];
            out[outOffset + i] = a * cos - b * sin;
            out[outOffset + half + i] = b * cos + a * sin;
        }
    }

    @Override
    public void add(float[] x, int offset, float[] y, int yOffset, int count, float[] out, int outOffset) {
        for (int i = 0; i < count; i++) {
            out[outOffset + i] = x[offset + i] + y[yOffset + i];
        }
    }

    @Override
    public void relu(float[] x, int offset, int count, float[] out, int outOffset) {
        for (int i = 0; i < count; i++) {
            out[outOffset + i] = Math.max(x[offset + i], 0);
        }
    }

    @Override
    public void sigmoid(float[] x, int offset, int count, float[] out, int outOffset) {
        for (int i = 0; i < count; i++) {
            out[outOffset + i] = (float) (1 / (1 + Math.exp(-x[offset + i])));
        }
    }

    @Override
    public void logSigmoid(float[] x, int offset, int count, float scale, float[] out, int outOffset) {
        for (int i = 0; i < count; i++) {
            out[outOffset + i] = scale * ScalarMath.logSigmoid(x[offset + i]);
        }
    }

    @Override
    public void siluMul(float[] gate, int offset, float[] up, int upOffset, int count, float[] out, int outOffset) {
        for (int i = 0; i < count; i++) {
            float z = gate[offset + i];
            // In double precision e^-z overflows only where the result is 0.
            out[outOffset + i] = (float) (z / (1 + Math.exp(-z))) * up[upOffset + i];
        }
    }
}
