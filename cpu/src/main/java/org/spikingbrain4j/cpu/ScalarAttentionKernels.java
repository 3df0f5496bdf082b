package org.spikingbrain4j.cpu;

import java.util.Arrays;
import org.spikingbrain4j.operators.SpikeRule;

/** Plain loops that run everywhere. The innermost ones run over columns, where the JIT can vectorise them. */
final class ScalarAttentionKernels implements AttentionKernels {
    private static final int PANEL = 16;

    @Override
    public int panelColumns() {
        return PANEL;
    }

    @Override
    public int paddedColumns(int live) {
        return live;
    }

    @Override
    public void multiply(Rows a, Rows b, Rows c, int rows, int depth, int columns, boolean accumulate) {
        for (int i = 0; i < rows; i++) {
            if (!accumulate) {
                Arrays.fill(c.array(), c.at(i, 0), c.at(i, columns), 0f);
            }
            for (int k = 0; k < depth; k++) {
                addMultiple(a.array()[a.at(i, k)], b.array(), b.at(k, 0), c.array(), c.at(i, 0), columns);
            }
        }
    }

    @Override
    public void addTransposed(Rows a, Rows b, Rows c, int rows, int depth, int columns) {
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < depth; k++) {
                addMultiple(a.array()[a.at(k, i)], b.array(), b.at(k, 0), c.array(), c.at(i, 0), columns);
            }
        }
    }

    private static void addMultiple(float factor, float[] from, int fromOffset, float[] to, int toOffset, int count) {
        for (int j = 0; j < count; j++) {
            to[toOffset + j] += factor * from[fromOffset + j];
        }
    }

    @Override
    public void scaleRows(Rows panel, int rows, int columns, float[] factors) {
        float[] array = panel.array();
        for (int i = 0; i < rows; i++) {
            float factor = factors[i];
            int start = panel.at(i, 0);
            for (int j = 0; j < columns; j++) {
                array[start + j] *= factor;
            }
        }
    }

    @Override
    public void exp(float[] from, int fromOffset, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = ScalarMath.exp(from[fromOffset + i]);
        }
    }

    @Override
    public void softmaxStep(Rows scores, int rows, int columns, float[] max, float[] sum, float[] correction) {
        float[] array = scores.array();
        for (int j = 0; j < columns; j++) {
            float largest = max[j];
            for (int i = 0; i < rows; i++) {
                largest = Math.max(largest, array[scores.at(i, j)]);
            }
            float total = 0;
            for (int i = 0; i < rows; i++) {
                int at = scores.at(i, j);
                array[at] = ScalarMath.exp(array[at] - largest);
                total += array[at];
            }
            correction[j] = ScalarMath.exp(max[j] - largest);
            sum[j] = sum[j] * correction[j] + total;
            max[j] = largest;
        }
    }

    @Override
    public void scaleColumns(Rows panel, int rows, int columns, float[] factors) {
        float[] array = panel.array();
        for (int i = 0; i < rows; i++) {
            int start = panel.at(i, 0);
            for (int j = 0; j < columns; j++) {
                array[start + j] *= factors[j];
            }
        }
    }

    @Override
    public void roundToInt8(float[] from, int fromOffset, int count, float[] to, int toOffset) {
        float largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(from[fromOffset + i]));
        }
        roundToInt8(from, fromOffset, count, int8Scale(largest), to, toOffset);
    }

    /** NaN where a number is not finite: it must not be cut off to a finite one. */
    static float int8Scale(float largest) {
        if (!(largest <= Float.MAX_VALUE)) {
            return Float.NaN;
        }
        return Math.clamp(largest / Byte.MAX_VALUE, SpikeRule.LEAST_THRESHOLD, SpikeRule.LARGEST_THRESHOLD);
    }

    static void roundToInt8(float[] from, int fromOffset, int count, float scale, float[] to, int toOffset) {
        for (int i = 0; i < count; i++) {
            float code = (float) Math.rint(from[fromOffset + i] / scale);
            to[toOffset + i] = Math.clamp(code, Byte.MIN_VALUE, Byte.MAX_VALUE) * scale;
        }
    }
}
