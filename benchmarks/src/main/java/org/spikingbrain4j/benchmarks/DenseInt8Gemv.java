package org.spikingbrain4j.benchmarks;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What event-driven execution is compared with: the fastest dense product of an INT8 matrix, output by output, with counts that
 * Java has. Four outputs at a time; products are summed in 16 bits over 512 inputs, which holds for counts up to 15, then in 32.
 */
final class DenseInt8Gemv {
    private static final int INPUTS = 512;
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_256;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private DenseInt8Gemv() {}

    /**
     * y[o] = Σ_i codes[o][i] · counts[i].
     *
     * @param codes [outputs, inputs]
     * @param counts at most 15 in magnitude
     * @param y as long as there are outputs, a multiple of four
     */
    static void multiply(MemorySegment codes, short[] counts, int[] y) {
        int inputs = counts.length;
        for (int o = 0; o < y.length; o += 4) {
            fourOutputs(
                    codes.asSlice((long) o * inputs, inputs),
                    codes.asSlice((o + 1L) * inputs, inputs),
                    codes.asSlice((o + 2L) * inputs, inputs),
                    codes.asSlice((o + 3L) * inputs, inputs),
                    counts,
                    y,
                    o);
        }
    }

    private static void fourOutputs(
            MemorySegment w0, MemorySegment w1, MemorySegment w2, MemorySegment w3, short[] counts, int[] y, int o) {
        IntVector a0 = IntVector.zero(INTS), a1 = a0, a2 = a0, a3 = a0;
        for (int first = 0; first < counts.length; first += INPUTS) {
            ShortVector p0 = ShortVector.zero(SHORTS), p1 = p0, p2 = p0, p3 = p0;
            for (int i = first; i < Math.min(first + INPUTS, counts.length); i += SHORTS.length()) {
                ShortVector n = ShortVector.fromArray(SHORTS, counts, i);
                p0 = p0.add(((ShortVector) ByteVector.fromMemorySegment(BYTES, w0, i, ORDER)
                                .convertShape(VectorOperators.B2S, SHORTS, 0))
                        .mul(n));
                p1 = p1.add(((ShortVector) ByteVector.fromMemorySegment(BYTES, w1, i, ORDER)
                                .convertShape(VectorOperators.B2S, SHORTS, 0))
                        .mul(n));
                p2 = p2.add(((ShortVector) ByteVector.fromMemorySegment(BYTES, w2, i, ORDER)
                                .convertShape(VectorOperators.B2S, SHORTS, 0))
                        .mul(n));
                p3 = p3.add(((ShortVector) ByteVector.fromMemorySegment(BYTES, w3, i, ORDER)
                                .convertShape(VectorOperators.B2S, SHORTS, 0))
                        .mul(n));
            }
            a0 = widened(p0, a0);
            a1 = widened(p1, a1);
            a2 = widened(p2, a2);
            a3 = widened(p3, a3);
        }
        y[o] = a0.reduceLanes(VectorOperators.ADD);
        y[o + 1] = a1.reduceLanes(VectorOperators.ADD);
        y[o + 2] = a2.reduceLanes(VectorOperators.ADD);
        y[o + 3] = a3.reduceLanes(VectorOperators.ADD);
    }

    private static IntVector widened(ShortVector sums, IntVector to) {
        IntVector pairs = sums.reinterpretAsInts();
        IntVector even = pairs.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
        return to.add(even).add(pairs.lanewise(VectorOperators.ASHR, 16));
    }
}
