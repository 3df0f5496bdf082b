package org.spikingbrain4j.quantization;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.CodeExcess;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Shape;

/** Rounds float weights to codes, given the scales. */
final class Rounding {
    private static final int CACHE_LINE = 64;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Added and taken away again, it leaves the nearest whole number, ties to even, of anything below 2^22. */
    private static final float WHOLE = 0x1.8p23f;

    private Rounding() {}

    /**
     * @param weight finite, [out, in]
     * @param arena owns the result's memory
     * @return the codes, named as the weight
     */
    static Int8Matrix round(HostTensor weight, GroupScales scales, Arena arena) {
        int in = Math.toIntExact(weight.shape().dimension(1));
        int out = scales.outputs();
        MemorySegment codes = arena.allocate((long) in * out, CACHE_LINE);
        IntStream.range(0, WeightTile.count(out))
                .parallel()
                .forEach(tile -> round(weight, scales, tile * WeightTile.OUTPUTS, codes));
        MemorySegment worth = arena.allocate(4L * scales.scales().length, CACHE_LINE);
        MemorySegment.copy(scales.scales(), 0, worth, FLOAT, 0, scales.scales().length);
        return new Int8Matrix(
                new HostTensor(weight.name(), DataType.I8, Shape.of(in, out), codes),
                new HostTensor(weight.name(), DataType.F32, Shape.of(scales.groups(), out), worth),
                CodeExcess.none(in));
    }

    private static void round(HostTensor weight, GroupScales scales, int first, MemorySegment codes) {
        int outputs = Math.min(WeightTile.OUTPUTS, scales.outputs() - first);
        int atOnce = Math.min(InputMoments.LARGEST_BLOCK, scales.groupSize());
        WeightTile tile = new WeightTile(weight, first, outputs, atOnce);
        float[] scale = new float[outputs];
        float[] rounded = new float[outputs];
        byte[] bytes = new byte[outputs];
        for (int g = 0; g < scales.groups(); g++) {
            System.arraycopy(scales.scales(), g * scales.outputs() + first, scale, 0, outputs);
            int end = (g + 1) * scales.groupSize();
            for (int channel = g * scales.groupSize(); channel < end; channel += atOnce) {
                int count = Math.min(atOnce, end - channel);
                float[][] w = tile.read(channel, count);
                for (int c = 0; c < count; c++) {
                    codes(w[c], scale, rounded);
                    for (int o = 0; o < outputs; o++) {
                        bytes[o] = (byte) rounded[o];
                    }
                    long at = (long) (channel + c) * scales.outputs() + first;
                    MemorySegment.copy(bytes, 0, codes, ValueLayout.JAVA_BYTE, at, outputs);
                }
            }
        }
    }

    /** codes[o] = clamp(round(w[o] / scale[o]), -127, 127), as floats. */
    private static void codes(float[] w, float[] scale, float[] codes) {
        for (int o = 0; o < w.length; o++) {
            codes[o] = code(w[o], scale[o]);
        }
    }

    /** What rounding adds: change[o] = code · scale - w. */
    static void change(float[] w, float[] scale, float[] change) {
        for (int o = 0; o < w.length; o++) {
            change[o] = code(w[o], scale[o]) * scale[o] - w[o];
        }
    }

    private static float code(float w, float scale) {
        float whole = (w / scale + WHOLE) - WHOLE;
        return Math.max(-GroupScales.LARGEST_CODE, Math.min(GroupScales.LARGEST_CODE, whole));
    }
}
