package org.spikingbrain4j.testkit;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.operators.CodeExcess;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Shape;

/**
 * A random integer matrix.
 *
 * @param weights codes with their excess, [in][out]
 * @param scales [groups][out]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Int8Case(Int8Matrix matrix, int[][] weights, float[][] scales) {

    /** What the codes are like. */
    enum Codes {
        /** All bytes. */
        BYTES,
        /** The two ends of a byte only: what saturates narrow sums. */
        ENDS,
        /** Bytes with an excess here and there: weights of up to ±400. */
        EXCESS
    }

    static Int8Case random(RandomData random, int in, int out, int groupSize, Codes codes) {
        byte[] bytes = new byte[in * out];
        int[][] weights = new int[in][out];
        int[] starts = new int[in + 1];
        List<Integer> outputs = new ArrayList<>();
        List<Integer> amounts = new ArrayList<>();
        for (int i = 0; i < in; i++) {
            // An excess in half of the channels: of the first and last output, and some between.
            boolean excess = codes == Codes.EXCESS && random.whole(0, 1) == 0;
            for (int o = 0; o < out; o++) {
                int code = codes == Codes.ENDS ? random.pick(List.of(-128, 127)) : random.whole(-128, 127);
                int amount = excess && (o == 0 || o == out - 1 || random.whole(0, 19) == 0) ? excess(random, code) : 0;
                bytes[i * out + o] = (byte) code;
                weights[i][o] = code + amount;
                if (amount != 0) {
                    outputs.add(o);
                    amounts.add(amount);
                }
            }
            starts[i + 1] = outputs.size();
        }
        float[] scales = random.uniform(in / groupSize, out, 0.001, 0.05).values();
        Int8Matrix matrix = new Int8Matrix(
                new HostTensor("w.codes", DataType.I8, Shape.of(in, out), MemorySegment.ofArray(bytes)),
                HostTensor.of("w.scales", Shape.of(in / groupSize, out), scales),
                new CodeExcess(starts, ints(outputs), ints(amounts)));
        return new Int8Case(matrix, weights, split(scales, out));
    }

    // Of either sign, whatever the code: the weight is their sum.
    private static int excess(RandomData random, int code) {
        int weight = random.pick(List.of(-400, 400, random.whole(-400, 400)));
        return weight == code ? 1 : weight - code;
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    private static float[][] split(float[] values, int columns) {
        Matrix all = new Matrix(values.length / columns, columns, values);
        float[][] rows = new float[all.rows()][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = all.rowValues(row);
        }
        return rows;
    }

    /**
     * What a back end must give to the last bit: the sum of a group exact, rounded to float32 once; times its scale, added to the
     * groups before it, two roundings; the sum times the threshold; plus the bias.
     *
     * @param bias [out], or empty for none
     */
    float[] expected(HostSpikes spikes, float[] bias) {
        int out = matrix.out();
        float[] y = new float[spikes.rows() * out];
        for (int t = 0; t < spikes.rows(); t++) {
            float[] sums = new float[out];
            for (int group = 0; group < scales.length; group++) {
                long[] products = products(spikes, t, group);
                for (int o = 0; o < out; o++) {
                    float scaled = scales[group][o] * (float) products[o];
                    sums[o] = sums[o] + scaled;
                }
            }
            for (int o = 0; o < out; o++) {
                float value = sums[o] * spikes.thresholds()[t];
                y[t * out + o] = bias.length == 0 ? value : value + bias[o];
            }
        }
        return y;
    }

    private long[] products(HostSpikes spikes, int row, int group) {
        long[] sums = new long[matrix.out()];
        for (int i = group * matrix.groupSize(); i < (group + 1) * matrix.groupSize(); i++) {
            long count = spikes.counts()[row * spikes.columns() + i];
            for (int o = 0; o < sums.length; o++) {
                sums[o] += count * weights[i][o];
            }
        }
        return sums;
    }

    @Override
    public String toString() {
        return "integer matrix [%d, %d] in groups of %d".formatted(matrix.in(), matrix.out(), matrix.groupSize());
    }
}
