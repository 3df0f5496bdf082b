package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.INTS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds the codes of up to eight channels, times their counts, to sums of 32 bits. The eight products are summed in 16 bits first,
 * which holds as long as the magnitudes of the counts add up to at most 255: 255 · 128 is below 2^15. Eight streams hide the latency
 * of memory. Unrolled and without helpers for the reasons told in {@link VectorDotF32}.
 */
final class VectorCodeSums {
    private static final int CHANNELS = 8;
    private static final int MOST_COUNTS = 255;

    private static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, INTS.vectorShape());
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(INTS.vectorBitSize() / 2));
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    private final MemorySegment codes;
    private final MemorySegment sums;
    private final long sumsOffset;
    private final int outputs;
    private final long[] at = new long[CHANNELS];
    private final short[] counts = new short[CHANNELS];
    private int gathered;

    VectorCodeSums(MemorySegment codes, MemorySegment sums, long sumsOffset, int outputs) {
        this.codes = codes;
        this.sums = sums;
        this.sumsOffset = sumsOffset;
        this.outputs = outputs;
    }

    /** Takes as many visits as fit, at least one, and returns how many. Places that stay free get a count of zero. */
    int gather(Visits visits, int row, int from, int to, long offset, long stride) {
        int magnitudes = 0;
        gathered = 0;
        while (gathered < CHANNELS && from + gathered < to) {
            int count = (int) CpuSpikes.withinKernels(visits.value(row, from + gathered));
            magnitudes += Math.abs(count);
            if (magnitudes > MOST_COUNTS && gathered > 0) {
                break;
            }
            at[gathered] = offset + visits.channel(row, from + gathered) * stride;
            counts[gathered++] = (short) count;
        }
        for (int i = gathered; i < CHANNELS; i++) {
            at[i] = at[0];
            counts[i] = 0;
        }
        return gathered;
    }

    /** sums[o] += Σ count · code[o] over the gathered channels. */
    void add() {
        int bound = SHORTS.loopBound(outputs);
        addEight(codes, at, counts, sums, sumsOffset, bound);
        for (int i = 0; i < gathered && bound < outputs; i++) {
            ScalarChannelKernels.addCodes(codes, at[i], counts[i], sums, sumsOffset, bound, outputs);
        }
    }

    private static void addEight(
            MemorySegment codes, long[] at, short[] counts, MemorySegment sums, long sumsOffset, int outputs) {
        long o0 = at[0], o1 = at[1], o2 = at[2], o3 = at[3], o4 = at[4], o5 = at[5], o6 = at[6], o7 = at[7];
        ShortVector n0 = ShortVector.broadcast(SHORTS, counts[0]);
        ShortVector n1 = ShortVector.broadcast(SHORTS, counts[1]);
        ShortVector n2 = ShortVector.broadcast(SHORTS, counts[2]);
        ShortVector n3 = ShortVector.broadcast(SHORTS, counts[3]);
        ShortVector n4 = ShortVector.broadcast(SHORTS, counts[4]);
        ShortVector n5 = ShortVector.broadcast(SHORTS, counts[5]);
        ShortVector n6 = ShortVector.broadcast(SHORTS, counts[6]);
        ShortVector n7 = ShortVector.broadcast(SHORTS, counts[7]);
        for (int o = 0; o < outputs; o += 2 * LANES) {
            ShortVector a = ((ShortVector) ByteVector.fromMemorySegment(BYTES, codes, o0 + o, LITTLE)
                            .convertShape(VectorOperators.B2S, SHORTS, 0))
                    .mul(n0);
            ShortVector b = ((ShortVector) ByteVector.fromMemorySegment(BYTES, codes, o1 + o, LITTLE)
                            .convertShape(VectorOperators.B2S, SHORTS, 0))
                    .mul(n1);
            ShortVector c = ((ShortVector) ByteVector.fromMemorySegment(BYTES, codes, o2 + o, LITTLE)
                            .convertShape(VectorOperators.B2S, SHORTS, 0))
                    .mul(n2);
            ShortVector d = ((ShortVector) ByteVector.fromMemorySegment(BYTES, codes, o3 + o, LITTLE)
                            .convertShape(VectorOperators.B2S, SHORTS, 0))
                    .mul(n3);
            ShortVector e = ((ShortVector) ByteVector.fromMemorySegment(BYTES, codes, o4 + o, LITTLE)
                            .convertShape(VectorOperators.B2S, SHORTS, 0))
                    .mul(n4);
            ShortVector f = ((ShortVector) ByteVector.fromMemorySegment(BYTES, codes, o5 + o, LITTLE)
                            .convertShape(VectorOperators.B2S, SHORTS, 0))
                    .mul(n5);
            ShortVector g = ((ShortVector) ByteVector.fromMemorySegment(BYTES, codes, o6 + o, LITTLE)
                            .convertShape(VectorOperators.B2S, SHORTS, 0))
                    .mul(n6);
            ShortVector h = ((ShortVector) ByteVector.fromMemorySegment(BYTES, codes, o7 + o, LITTLE)
                            .convertShape(VectorOperators.B2S, SHORTS, 0))
                    .mul(n7);
            ShortVector sum = a.add(b).add(c.add(d)).add(e.add(f).add(g.add(h)));
            long to = sumsOffset + 4L * o;
            IntVector low = (IntVector) sum.convertShape(VectorOperators.S2I, INTS, 0);
            IntVector high = (IntVector) sum.convertShape(VectorOperators.S2I, INTS, 1);
            IntVector.fromMemorySegment(INTS, sums, to, NATIVE).add(low).intoMemorySegment(sums, to, NATIVE);
            IntVector.fromMemorySegment(INTS, sums, to + 4L * LANES, NATIVE)
                    .add(high)
                    .intoMemorySegment(sums, to + 4L * LANES, NATIVE);
        }
    }
}
