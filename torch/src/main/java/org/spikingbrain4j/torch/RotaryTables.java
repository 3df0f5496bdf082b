package org.spikingbrain4j.torch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.spikingbrain4j.operators.RotaryFrequencies;
import org.spikingbrain4j.operators.Span;

/** Turns channel pairs by the angle of their position (spec 4.2). Keeps the cosines and sines of the first positions. */
final class RotaryTables {
    /** Positions whose angles are kept: training sees the same ones in every step. */
    private static final int KEPT = 4096;

    private final Map<RotaryFrequencies, Angles> first = new ConcurrentHashMap<>();

    /**
     * @param cosines [positions · headDim / 2]
     * @param sines the same
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Angles(float[] cosines, float[] sines) {
        static Angles of(RotaryFrequencies frequencies, long position, int length) {
            int pairs = frequencies.headDim() / 2;
            float[] cosines = new float[length * pairs];
            float[] sines = new float[length * pairs];
            for (int t = 0; t < length; t++) {
                for (int i = 0; i < pairs; i++) {
                    double angle = frequencies.angle(position + t, i);
                    cosines[t * pairs + i] = (float) Math.cos(angle);
                    sines[t * pairs + i] = (float) Math.sin(angle);
                }
            }
            return new Angles(cosines, sines);
        }
    }

    /**
     * @param x [rows, heads · headDim]
     * @return the same shape
     */
    Tensor turn(Tensor x, RotaryFrequencies frequencies, List<? extends Span<?>> spans) {
        int pairs = frequencies.headDim() / 2;
        long rows = x.size(0);
        Tensor[] tables = tables(frequencies, spans, Math.toIntExact(rows));
        TensorVector halves = torch.unbind(x.view(rows, -1, 2, pairs), 2);
        Tensor left = halves.get(0);
        Tensor right = halves.get(1);
        Tensor turnedLeft = left.mul(tables[0]).sub(right.mul(tables[1]));
        Tensor turnedRight = right.mul(tables[0]).add(left.mul(tables[1]));
        return Native.cat(2, turnedLeft, turnedRight).view(rows, x.size(1));
    }

    /** Cosines and sines of the rows, [rows, 1, headDim / 2]. */
    private Tensor[] tables(RotaryFrequencies frequencies, List<? extends Span<?>> spans, int rows) {
        int pairs = frequencies.headDim() / 2;
        float[] cosines = new float[rows * pairs];
        float[] sines = new float[rows * pairs];
        for (Span<?> span : spans) {
            boolean kept = span.position() + span.length() <= KEPT;
            Angles angles = kept
                    ? first.computeIfAbsent(frequencies, key -> Angles.of(key, 0, KEPT))
                    : Angles.of(frequencies, span.position(), span.length());
            int from = kept ? Math.toIntExact(span.position()) * pairs : 0;
            System.arraycopy(angles.cosines(), from, cosines, span.row() * pairs, span.length() * pairs);
            System.arraycopy(angles.sines(), from, sines, span.row() * pairs, span.length() * pairs);
        }
        return new Tensor[] {Native.floats(cosines, rows, 1, pairs), Native.floats(sines, rows, 1, pairs)};
    }
}
