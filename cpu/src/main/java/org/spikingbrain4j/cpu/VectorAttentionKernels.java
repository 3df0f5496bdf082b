package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Vector API form of the attention kernels, for any vector length. A panel is two vectors wide; where one suffices, the other is left out. */
final class VectorAttentionKernels implements AttentionKernels {
    @Override
    public int panelColumns() {
        return VectorTiles.PANEL;
    }

    @Override
    public int paddedColumns(int live) {
        return live <= LANES ? LANES : VectorTiles.PANEL;
    }

    @Override
    public void multiply(Rows a, Rows b, Rows c, int rows, int depth, int columns, boolean accumulate) {
        float[] x = a.array();
        int stride = a.stride();
        boolean two = columns > LANES;
        int i = 0;
        for (; i + VectorTiles.ROWS <= rows; i += VectorTiles.ROWS) {
            if (two) {
                VectorTiles.fourByTwo(
                        x, a.at(i, 0), stride, b.array(), b.offset(), c.array(), c.at(i, 0), depth, accumulate);
            } else {
                VectorTiles.fourByOne(
                        x, a.at(i, 0), stride, b.array(), b.offset(), c.array(), c.at(i, 0), depth, accumulate);
            }
        }
        for (; i < rows; i++) {
            if (two) {
                VectorTiles.oneByTwo(
                        x, a.at(i, 0), stride, b.array(), b.offset(), c.array(), c.at(i, 0), depth, accumulate);
            } else {
                VectorTiles.oneByOne(
                        x, a.at(i, 0), stride, b.array(), b.offset(), c.array(), c.at(i, 0), depth, accumulate);
            }
        }
    }

    @Override
    public void addTransposed(Rows a, Rows b, Rows c, int rows, int depth, int columns) {
        float[] x = a.array();
        int stride = a.stride();
        boolean two = columns > LANES;
        int k = 0;
        for (; k + VectorTiles.ROWS <= depth; k += VectorTiles.ROWS) {
            if (two) {
                VectorTiles.addFourByTwo(x, a.at(k, 0), stride, b.array(), b.at(k, 0), c.array(), c.offset(), rows);
            } else {
                VectorTiles.addFourByOne(x, a.at(k, 0), stride, b.array(), b.at(k, 0), c.array(), c.offset(), rows);
            }
        }
        for (; k < depth; k++) {
            if (two) {
                VectorTiles.addOneByTwo(x, a.at(k, 0), stride, b.array(), b.at(k, 0), c.array(), c.offset(), rows);
            } else {
                VectorTiles.addOneByOne(x, a.at(k, 0), stride, b.array(), b.at(k, 0), c.array(), c.offset(), rows);
            }
        }
    }

    @Override
    public void scaleRows(Rows panel, int rows, int columns, float[] factors) {
        for (int j = 0; j < columns; j += LANES) {
            scaleRows(panel.array(), panel.at(0, j), rows, factors);
        }
    }

    private static void scaleRows(float[] panel, int offset, int rows, float[] factors) {
        for (int i = 0; i < rows; i++) {
            int at = offset + i * VectorTiles.PANEL;
            FloatVector.fromArray(FLOATS, panel, at).mul(factors[i]).intoArray(panel, at);
        }
    }

    @Override
    public void exp(float[] from, int fromOffset, float[] to, int count) {
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            VectorMath.exp(FloatVector.fromArray(FLOATS, from, fromOffset + i)).intoArray(to, i);
        }
        for (; i < count; i++) {
            to[i] = ScalarMath.exp(from[fromOffset + i]);
        }
    }

    /** The helpers of this and the next method take no vectors: what C2 would not inline it would box, block by block. */
    @Override
    public void softmaxStep(Rows scores, int rows, int columns, float[] max, float[] sum, float[] correction) {
        for (int j = 0; j < columns; j += LANES) {
            int at = scores.at(0, j);
            System.arraycopy(max, j, correction, j, LANES);
            raiseMax(scores.array(), at, rows, max, j);
            correct(max, sum, correction, j);
            exponentials(scores.array(), at, rows, max, sum, j);
        }
    }

    private static void raiseMax(float[] scores, int offset, int rows, float[] max, int j) {
        FloatVector largest = FloatVector.fromArray(FLOATS, max, j);
        for (int i = 0; i < rows; i++) {
            FloatVector score = FloatVector.fromArray(FLOATS, scores, offset + i * VectorTiles.PANEL);
            // Not max, which also orders zeros; a NaN passes by and returns with its exponential.
            largest = largest.blend(score, score.compare(VectorOperators.GT, largest));
        }
        largest.intoArray(max, j);
    }

    /** Turns the old maximum in {@code correction} into the factor, and applies it to the sum. */
    private static void correct(float[] max, float[] sum, float[] correction, int j) {
        FloatVector before = FloatVector.fromArray(FLOATS, correction, j);
        FloatVector factor = VectorMath.exp(before.sub(FloatVector.fromArray(FLOATS, max, j)));
        factor.intoArray(correction, j);
        FloatVector.fromArray(FLOATS, sum, j).mul(factor).intoArray(sum, j);
    }

    private static void exponentials(float[] scores, int offset, int rows, float[] max, float[] sum, int j) {
        FloatVector largest = FloatVector.fromArray(FLOATS, max, j);
        FloatVector total = FloatVector.zero(FLOATS);
        for (int i = 0; i < rows; i++) {
            int at = offset + i * VectorTiles.PANEL;
            FloatVector e =
                    VectorMath.exp(FloatVector.fromArray(FLOATS, scores, at).sub(largest));
            e.intoArray(scores, at);
            total = total.add(e);
        }
        FloatVector.fromArray(FLOATS, sum, j).add(total).intoArray(sum, j);
    }

    @Override
    public void scaleColumns(Rows panel, int rows, int columns, float[] factors) {
        for (int j = 0; j < columns; j += LANES) {
            scaleColumns(panel.array(), panel.at(0, j), rows, factors, j);
        }
    }

    private static void scaleColumns(float[] panel, int offset, int rows, float[] factors, int j) {
        FloatVector factor = FloatVector.fromArray(FLOATS, factors, j);
        for (int i = 0; i < rows; i++) {
            int at = offset + i * VectorTiles.PANEL;
            FloatVector.fromArray(FLOATS, panel, at).mul(factor).intoArray(panel, at);
        }
    }

    @Override
    public void roundToInt8(float[] from, int fromOffset, int count, float[] to, int toOffset) {
        int bound = FLOATS.loopBound(count);
        FloatVector most = FloatVector.zero(FLOATS);
        for (int i = 0; i < bound; i += LANES) {
            most = most.max(FloatVector.fromArray(FLOATS, from, fromOffset + i).abs());
        }
        float largest = most.reduceLanes(VectorOperators.MAX);
        for (int i = bound; i < count; i++) {
            largest = Math.max(largest, Math.abs(from[fromOffset + i]));
        }
        float scale = ScalarAttentionKernels.int8Scale(largest);
        for (int i = 0; i < bound; i += LANES) {
            // Adding and taking off 1.5 · 2^23 rounds to the nearest whole number, ties to even; what is too large for
            // it is cut off.
            FloatVector.fromArray(FLOATS, from, fromOffset + i)
                    .div(scale)
                    .add(ScalarMath.ROUNDING)
                    .sub(ScalarMath.ROUNDING)
                    .max(Byte.MIN_VALUE)
                    .min(Byte.MAX_VALUE)
                    .mul(scale)
                    .intoArray(to, toOffset + i);
        }
        ScalarAttentionKernels.roundToInt8(from, fromOffset + bound, count - bound, scale, to, toOffset + bound);
    }
}
