package org.spikingbrain4j.cpu;

import java.util.Arrays;
import java.util.List;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Span;

/**
 * Cosines and sines of the rows of a pass: computed in double precision for the first layer, used again by the others.
 */
final class RotaryTable {
    private RotaryFrequencies frequencies = new RotaryFrequencies(new double[0]);
    private long[] positions = {};
    private float[] cosines = {};
    private float[] sines = {};

    /** [rows, headDim / 2] */
    float[] cosines() {
        return cosines;
    }

    /** [rows, headDim / 2] */
    float[] sines() {
        return sines;
    }

    /**
     * Makes the table that of these rows.
     *
     * @param spans of all the rows
     */
    void prepare(RotaryFrequencies newFrequencies, int rows, List<? extends Span<?>> spans) {
        long[] newPositions = positions(rows, spans);
        if (!frequencies.equals(newFrequencies) || !Arrays.equals(positions, newPositions)) {
            frequencies = newFrequencies;
            positions = newPositions;
            fill();
        }
    }

    private static long[] positions(int rows, List<? extends Span<?>> spans) {
        long[] positions = new long[rows];
        for (Span<?> span : spans) {
            for (int i = 0; i < span.length(); i++) {
                positions[span.row() + i] = span.position() + i;
            }
        }
        return positions;
    }

    private void fill() {
        int half = frequencies.headDim() / 2;
        long size = (long) positions.length * half;
        if (cosines.length < size) {
            cosines = HostFloats.allocate(size, "rotary table");
            sines = HostFloats.allocate(size, "rotary table");
        }
        for (int row = 0; row < positions.length; row++) {
            for (int i = 0; i < half; i++) {
                double angle = frequencies.angle(positions[row], i);
                cosines[row * half + i] = (float) Math.cos(angle);
                sines[row * half + i] = (float) Math.sin(angle);
            }
        }
    }
}
