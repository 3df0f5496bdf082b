package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The element kernels with the Vector API; what does not fill a vector is left to the scalar kernels. */
final class VectorElementKernels implements ElementKernels {
    private final ScalarElementKernels scalar = new ScalarElementKernels();

    @Override
    public void rmsNorm(float[] x, int offset, float[] weight, double epsilon, float[] out, int outOffset) {
        int bound = FLOATS.loopBound(weight.length);
        double squares = sumOfSquares(x, offset, bound);
        for (int i = bound; i < weight.length; i++) {
            squares += (double) x[offset + i] * x[offset + i];
        }
        if (!(squares <= Float.MAX_VALUE)) {
            // Beyond 1e19 squares overflow in float32: in double precision they do not.
            scalar.rmsNorm(x, offset, weight, epsilon, out, outOffset);
            return;
        }
        float factor = (float) (1 / Math.sqrt(squares / weight.length + epsilon));
        scale(x, offset, factor, weight, bound, out, outOffset);
        for (int i = bound; i < weight.length; i++) {
            out[outOffset + i] = x[offset + i] * factor * weight[i];
        }
    }

    /** Four vectors of sums, so that additions neither wait for each other nor grow far beyond their terms. */
    private static double sumOfSquares(float[] x, int offset, int count) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = FloatVector.zero(FLOATS);
        FloatVector c = FloatVector.zero(FLOATS);
        FloatVector d = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - 4 * LANES; i += 4 * LANES) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, offset + i);
            FloatVector q = FloatVector.fromArray(FLOATS, x, offset + i + LANES);
            FloatVector r = FloatVector.fromArray(FLOATS, x, offset + i + 2 * LANES);
            FloatVector s = FloatVector.fromArray(FLOATS, x, offset + i + 3 * LANES);
            a = p.fma(p, a);
            b = q.fma(q, b);
            c = r.fma(r, c);
            d = s.fma(s, d);
        }
        for (; i < count; i += LANES) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, offset + i);
            a = p.fma(p, a);
        }
        return LaneSum.of(a.add(b).add(c.add(d)));
    }

    private static void scale(
            float[] x, int offset, float factor, float[] weight, int count, float[] out, int outOffset) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector.fromArray(FLOATS, x, offset + i)
                    .mul(factor)
                    .mul(FloatVector.fromArray(FLOATS, weight, i))
                    .intoArray(out, outOffset + i);
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
        int bound = FLOATS.loopBound(half);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, offset + i);
            FloatVector b = FloatVector.fromArray(FLOATS, x, offset + half + i);
            FloatVector cos = FloatVector.fromArray(FLOATS, cosines, tableOffset + i);
            FloatVector sin = FloatVector.fromArray(FLOATS, sines, tableOffset + i);
            a.mul(cos).sub(b.mul(sin)).intoArray(out, outOffset + i);
            b.mul(cos).add(a.mul(sin)).intoArray(out, outOffset + half + i);
        }
        ScalarElementKernels.rotate(x, offset, half, bound, cosines, sines, tableOffset, out, outOffset);
    }

    @Override
    public void add(float[] x, int offset, float[] y, int yOffset, int count, float[] out, int outOffset) {
        int bound = FLOATS.loopBound(count);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector.fromArray(FLOATS, x, offset + i)
                    .add(FloatVector.fromArray(FLOATS, y, yOffset + i))
                    .intoArray(out, outOffset + i);
        }
        scalar.add(x, offset + bound, y, yOffset + bound, count - bound, out, outOffset + bound);
    }

    @Override
    public void relu(float[] x, int offset, int count, float[] out, int outOffset) {
        int bound = FLOATS.loopBound(count);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector.fromArray(FLOATS, x, offset + i).max(0).intoArray(out, outOffset + i);
        }
        scalar.relu(x, offset + bound, count - bound, out, outOffset + bound);
    }

    @Override
    public void sigmoid(float[] x, int offset, int count, float[] out, int outOffset) {
        int bound = FLOATS.loopBound(count);
        for (int i = 0; i < bound; i += LANES) {
            sigmoid(FloatVector.fromArray(FLOATS, x, offset + i)).intoArray(out, outOffset + i);
        }
        scalar.sigmoid(x, offset + bound, count - bound, out, outOffset + bound);
    }

    /** From e^-|z|, which never overflows. */
    private static FloatVector sigmoid(FloatVector z) {
        FloatVector e = VectorMath.exp(z.abs().neg());
        return e.blend(1, z.compare(VectorOperators.GE, 0)).div(e.add(1));
    }

    @Override
    public void logSigmoid(float[] x, int offset, int count, float scale, float[] out, int outOffset) {
        int bound = FLOATS.loopBound(count);
        exponentials(x, offset, bound, out, outOffset);
        logarithms(x, offset, bound, scale, out, outOffset);
        scalar.logSigmoid(x, offset + bound, count - bound, scale, out, outOffset + bound);
    }

    /** out[i] = e^-|x[i]| */
    private static void exponentials(float[] x, int offset, int count, float[] out, int outOffset) {
        for (int i = 0; i < count; i += LANES) {
            VectorMath.exp(FloatVector.fromArray(FLOATS, x, offset + i).abs().neg())
                    .intoArray(out, outOffset + i);
        }
    }

    /** out[i] = scale (min(x[i], 0) - log(1 + out[i])) */
    private static void logarithms(float[] x, int offset, int count, float scale, float[] out, int outOffset) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector e = FloatVector.fromArray(FLOATS, out, outOffset + i);
            FloatVector.fromArray(FLOATS, x, offset + i)
                    .min(0f)
                    .sub(VectorMath.log1pUpToOne(e))
                    .mul(scale)
                    .intoArray(out, outOffset + i);
        }
    }

    @Override
    public void siluMul(float[] gate, int offset, float[] up, int upOffset, int count, float[] out, int outOffset) {
        int bound = FLOATS.loopBound(count);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector z = FloatVector.fromArray(FLOATS, gate, offset + i);
            z.mul(sigmoid(z))
                    .mul(FloatVector.fromArray(FLOATS, up, upOffset + i))
                    .intoArray(out, outOffset + i);
        }
        scalar.siluMul(gate, offset + bound, up, upOffset + bound, count - bound, out, outOffset + bound);
    }
}
