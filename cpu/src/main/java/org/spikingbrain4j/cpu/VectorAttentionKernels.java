package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorMath.LANES;
import static org.spikingbrain4j.cpu.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Vector API form of the attention kernels, for any vector length. Columns beyond whole vectors take scalar loops. */
final class VectorAttentionKernels implements AttentionKernels {

    @Override
    public int panelColumns() {
        return 2 * LANES;
    }

    @Override
    public int paddedColumns(int live) {
        return live <= LANES ? LANES : 2 * LANES;
    }

    @Override
    public void multiply(Rows a, Rows b, Rows c, int rows, int depth, int columns, boolean accumulate) {
        multiply(a, a.stride(), 1, b, c, rows, depth, columns, accumulate);
    }

    @Override
    public void multiplyTransposed(Rows a, Rows b, Rows c, int rows, int depth, int columns) {
        multiply(a, 1, a.stride(), b, c, rows, depth, columns, true);
    }

    private static void multiply(
            Rows a, int aRow, int aDepth, Rows b, Rows c, int rows, int depth, int columns, boolean accumulate) {
        int j = 0;
        for (; j + 2 * LANES <= columns; j += 2 * LANES) {
            twoVectorColumns(a, aRow, aDepth, b.from(0, j), c.from(0, j), rows, depth, accumulate);
        }
        for (; j + LANES <= columns; j += LANES) {
            oneVectorColumn(a, aRow, aDepth, b.from(0, j), c.from(0, j), rows, depth, accumulate);
        }
        for (; j < columns; j++) {
            scalarColumn(a, aRow, aDepth, b.from(0, j), c.from(0, j), rows, depth, accumulate);
        }
    }

    private static void twoVectorColumns(
            Rows a, int aRow, int aDepth, Rows b, Rows c, int rows, int depth, boolean accumulate) {
        float[] x = a.array();
        int at = a.offset();
        int i = 0;
        for (; i + VectorTiles.ROWS <= rows; i += VectorTiles.ROWS) {
            VectorTiles.fourByTwo(
                    x,
                    at + i * aRow,
                    aRow,
                    aDepth,
                    b.array(),
                    b.offset(),
                    b.stride(),
                    c.array(),
                    c.at(i, 0),
                    c.stride(),
                    depth,
                    accumulate);
        }
        for (; i < rows; i++) {
            VectorTiles.oneByTwo(
                    x,
                    at + i * aRow,
                    aRow,
                    aDepth,
                    b.array(),
                    b.offset(),
                    b.stride(),
                    c.array(),
                    c.at(i, 0),
                    c.stride(),
                    depth,
                    accumulate);
        }
    }

    private static void oneVectorColumn(
            Rows a, int aRow, int aDepth, Rows b, Rows c, int rows, int depth, boolean accumulate) {
        float[] x = a.array();
        int at = a.offset();
        int i = 0;
        for (; i + VectorTiles.ROWS <= rows; i += VectorTiles.ROWS) {
            VectorTiles.fourByOne(
                    x,
                    at + i * aRow,
                    aRow,
                    aDepth,
                    b.array(),
                    b.offset(),
                    b.stride(),
                    c.array(),
                    c.at(i, 0),
                    c.stride(),
                    depth,
                    accumulate);
        }
        for (; i < rows; i++) {
            VectorTiles.oneByOne(
                    x,
                    at + i * aRow,
                    aRow,
                    aDepth,
                    b.array(),
                    b.offset(),
                    b.stride(),
                    c.array(),
                    c.at(i, 0),
                    c.stride(),
                    depth,
                    accumulate);
        }
    }

    private static void scalarColumn(
            Rows a, int aRow, int aDepth, Rows b, Rows c, int rows, int depth, boolean accumulate) {
        for (int i = 0; i < rows; i++) {
            float sum = accumulate ? c.array()[c.at(i, 0)] : 0;
            for (int k = 0; k < depth; k++) {
                sum += a.array()[a.offset() + i * aRow + k * aDepth] * b.array()[b.at(k, 0)];
            }
            c.array()[c.at(i, 0)] = sum;
        }
    }

    @Override
    public void scaleRows(Rows matrix, int rows, int columns, float[] factors, int offset) {
        for (int i = 0; i < rows; i++) {
            scale(matrix.array(), matrix.at(i, 0), columns, factors[offset + i]);
        }
    }

    private static void scale(float[] array, int offset, int count, float factor) {
        int j = 0;
        for (; j + LANES <= count; j += LANES) {
            FloatVector.fromArray(SPECIES, array, offset + j).mul(factor).intoArray(array, offset + j);
        }
        for (; j < count; j++) {
            array[offset + j] *= factor;
        }
    }

    @Override
    public void exp(float[] from, int fromOffset, float[] to, int toOffset, int count) {
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            VectorMath.exp(FloatVector.fromArray(SPECIES, from, fromOffset + i)).intoArray(to, toOffset + i);
        }
        for (; i < count; i++) {
            to[toOffset + i] = ScalarMath.exp(from[fromOffset + i]);
        }
    }

    @Override
    public void softmaxStep(Rows scores, int rows, int columns, float[] max, float[] sum, float[] correction) {
        for (int j = 0; j < columns; j += LANES) {
            FloatVector before = FloatVector.fromArray(SPECIES, max, j);
            FloatVector largest = largest(scores.array(), scores.at(0, j), scores.stride(), rows, before);
            FloatVector total = exponentials(scores.array(), scores.at(0, j), scores.stride(), rows, largest);
            FloatVector factor = VectorMath.exp(before.sub(largest));
            factor.intoArray(correction, j);
            FloatVector.fromArray(SPECIES, sum, j).fma(factor, total).intoArray(sum, j);
            largest.intoArray(max, j);
        }
    }

    private static FloatVector largest(float[] scores, int offset, int stride, int rows, FloatVector start) {
        FloatVector largest = start;
        for (int i = 0; i < rows; i++) {
            largest = largest.max(FloatVector.fromArray(SPECIES, scores, offset + i * stride));
        }
        return largest;
    }

    private static FloatVector exponentials(float[] scores, int offset, int stride, int rows, FloatVector largest) {
        FloatVector total = FloatVector.zero(SPECIES);
        for (int i = 0; i < rows; i++) {
            int at = offset + i * stride;
            FloatVector e =
                    VectorMath.exp(FloatVector.fromArray(SPECIES, scores, at).sub(largest));
            e.intoArray(scores, at);
            total = total.add(e);
        }
        return total;
    }

    @Override
    public void scaleColumns(Rows panel, int rows, int columns, float[] factors) {
        for (int j = 0; j < columns; j += LANES) {
            FloatVector factor = FloatVector.fromArray(SPECIES, factors, j);
            for (int i = 0; i < rows; i++) {
                int at = panel.at(i, j);
                FloatVector.fromArray(SPECIES, panel.array(), at).mul(factor).intoArray(panel.array(), at);
            }
        }
    }
}
