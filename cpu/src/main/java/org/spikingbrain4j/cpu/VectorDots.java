package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** Cuts dot products into the tiles of {@link VectorDotF32} and {@link VectorDotBf16}, and adds what fills no vector. */
final class VectorDots {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE);

    private final MemorySegment weight;
    private final long stride;
    private final Rows x;
    private final int rows;
    private final int columns;
    private final Rows y;
    private final float[] sums;

    /** @param sums room for 12 vectors */
    VectorDots(MemorySegment weight, long stride, Rows x, int rows, int columns, Rows y, float[] sums) {
        this.weight = weight;
        this.stride = stride;
        this.x = x;
        this.rows = rows;
        this.columns = columns;
        this.y = y;
        this.sums = sums;
    }

    void f32(long offset, int weightRows) {
        int whole = FLOATS.loopBound(columns);
        int n = 0;
        for (; n <= weightRows - 8; n += 8) {
            long at = offset + n * stride;
            int m = 0;
            for (; m < rows % 3; m++) {
                VectorDotF32.eight(weight, at, stride, x.array(), x.at(m, 0), whole, sums);
                finishF32(at, n, 8, m, 1);
            }
            for (; m < rows; m += 3) {
                VectorDotF32.fourByThree(weight, at, stride, x.array(), x.at(m, 0), x.stride(), whole, sums);
                finishF32(at, n, 4, m, 3);
                long lower = at + 4 * stride;
                VectorDotF32.fourByThree(weight, lower, stride, x.array(), x.at(m, 0), x.stride(), whole, sums);
                finishF32(lower, n + 4, 4, m, 3);
            }
        }
        for (; n < weightRows; n++) {
            for (int m = 0; m < rows; m++) {
                VectorDotF32.one(weight, offset + n * stride, x.array(), x.at(m, 0), whole, sums);
                finishF32(offset + n * stride, n, 1, m, 1);
            }
        }
    }

    void bf16(long offset, int weightRows) {
        int half = columns / 2;
        int whole = FLOATS.loopBound(half);
        int n = 0;
        for (; n <= weightRows - 8; n += 8) {
            long at = offset + n * stride;
            int m = 0;
            for (; m < rows % 2; m++) {
                VectorDotBf16.eight(weight, at, stride, x.array(), x.at(m, 0), half, whole, sums);
                finishBf16(at, n, 8, m, 1);
            }
            for (; m < rows; m += 2) {
                VectorDotBf16.fourByTwo(weight, at, stride, x.array(), x.at(m, 0), x.stride(), half, whole, sums);
                finishBf16(at, n, 4, m, 2);
                long lower = at + 4 * stride;
                VectorDotBf16.fourByTwo(weight, lower, stride, x.array(), x.at(m, 0), x.stride(), half, whole, sums);
                finishBf16(lower, n + 4, 4, m, 2);
            }
        }
        for (; n < weightRows; n++) {
            for (int m = 0; m < rows; m++) {
                VectorDotBf16.one(weight, offset + n * stride, x.array(), x.at(m, 0), half, whole, sums);
                finishBf16(offset + n * stride, n, 1, m, 1);
            }
        }
    }

    /** Stores the results of a tile. */
    private void finishF32(long offset, int firstOut, int outs, int firstRow, int tileRows) {
        for (int m = 0; m < tileRows; m++) {
            int to = y.at(firstRow + m, firstOut);
            for (int n = 0; n < outs; n++) {
                float tail = tailF32(offset + n * stride, x.at(firstRow + m, 0));
                y.array()[to + n] = LaneSum.of(FloatVector.fromArray(FLOATS, sums, (m * outs + n) * LANES)) + tail;
            }
        }
    }

    private void finishBf16(long offset, int firstOut, int outs, int firstRow, int tileRows) {
        for (int m = 0; m < tileRows; m++) {
            int to = y.at(firstRow + m, firstOut);
            for (int n = 0; n < outs; n++) {
                float tail = tailBf16(offset + n * stride, x.at(firstRow + m, 0));
                y.array()[to + n] = LaneSum.of(FloatVector.fromArray(FLOATS, sums, (m * outs + n) * LANES)) + tail;
            }
        }
    }

    private float tailF32(long offset, int xOffset) {
        float sum = 0;
        for (int k = FLOATS.loopBound(columns); k < columns; k++) {
            sum += weight.get(FLOAT, offset + k * 4L) * x.array()[xOffset + k];
        }
        return sum;
    }

    private float tailBf16(long offset, int xOffset) {
        int half = columns / 2;
        float sum = 0;
        for (int p = FLOATS.loopBound(half); p < half; p++) {
            sum += bf16At(offset + p * 4L) * x.array()[xOffset + p];
            sum += bf16At(offset + p * 4L + 2) * x.array()[xOffset + half + p];
        }
        return columns % 2 == 0 ? sum : sum + bf16At(offset + half * 4L) * x.array()[xOffset + columns - 1];
    }

    private float bf16At(long offset) {
        return Float.intBitsToFloat(weight.get(SHORT, offset) << 16);
    }
}
