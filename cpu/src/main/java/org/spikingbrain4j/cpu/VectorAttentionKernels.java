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

    @Override
    public void softmaxStep(Rows scores, int rows, int columns, float[] max, float[] sum, float[] correction) {
        for (int j = 0; j < columns; j += LANES) {
            FloatVector before = FloatVector.fromArray(FLOATS, max, j);
            FloatVector largest = largest(scores.array(), scores.at(0, j), rows, before);
            FloatVector total = exponentials(scores.array(), scores.at(0, j), rows, largest);
            FloatVector factor = VectorMath.exp(before.sub(largest));
            factor.intoArray(correction, j);
            FloatVector.fromArray(FLOATS, sum, j).fma(factor, total).intoArray(sum, j);
            largest.intoArray(max, j);
        }
    }

    private static FloatVector largest(float[] scores, int offset, int rows, FloatVector start) {
        FloatVector largest = start;
        for (int i = 0; i < rows; i++) {
            FloatVector score = FloatVector.fromArray(FLOATS, scores, offset + i * VectorTiles.PANEL);
            // Not max, which also orders zeros; a NaN passes by and returns with its exponential.
            largest = largest.blend(score, score.compare(VectorOperators.GT, largest));
        }
        return largest;
    }

    private static FloatVector exponentials(float[] scores, int offset, int rows, FloatVector largest) {
        FloatVector total = FloatVector.zero(FLOATS);
        for (int i = 0; i < rows; i++) {
            int at = offset + i * VectorTiles.PANEL;
            FloatVector e =
                    VectorMath.exp(FloatVector.fromArray(FLOATS, scores, at).sub(largest));
            e.intoArray(scores, at);
            total = total.add(e);
        }
        return total;
    }

    @Override
    public void scaleColumns(Rows panel, int rows, int columns, float[] factors) {
        for (int j = 0; j < columns; j += LANES) {
            scaleColumns(panel.array(), panel.at(0, j), rows, FloatVector.fromArray(FLOATS, factors, j));
        }
    }

    private static void scaleColumns(float[] panel, int offset, int rows, FloatVector factor) {
        for (int i = 0; i < rows; i++) {
            int at = offset + i * VectorTiles.PANEL;
            FloatVector.fromArray(FLOATS, panel, at).mul(factor).intoArray(panel, at);
        }
    }
}
