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

    /** Makes the table that of these rows. */
    void prepare(RotaryFrequencies newFrequencies, int rows, List<? extends Span<?>> spans) {
        long[] newPositions = positions(rows, spans);
        boolean same = Arrays.equals(frequencies.inverse(), newFrequencies.inverse())
                && Arrays.equals(positions, newPositions);
        if (!same) {
            frequencies = newFrequencies;
            positions = newPositions;
            fill();
        }
    }

    private static long[] positions(int rows, List<? extends Span<?>> spans) {
        long[] positions = new long[rows];
        Arrays.fill(positions, -1);
        for (Span<?> span : spans) {
            if (span.row() + span.length() > rows) {
                throw new IllegalArgumentException("rotary: span of rows %d to %d in a tensor of %d rows"
                        .formatted(span.row(), span.row() + span.length() - 1, rows));
            }
            for (int i = 0; i < span.length(); i++) {
                positions[span.row() + i] = span.position() + i;
            }
        }
        for (int row = 0; row < rows; row++) {
            if (positions[row] < 0) {
                throw new IllegalArgumentException("rotary: row %d is in no span".formatted(row));
            }
        }
        return positions;
    }

    private void fill() {
        int half = frequencies.inverse().length;
        int size = Math.multiplyExact(positions.length, half);
        if (cosines.length < size) {
            cosines = new float[size];
            sines = new float[size];
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
