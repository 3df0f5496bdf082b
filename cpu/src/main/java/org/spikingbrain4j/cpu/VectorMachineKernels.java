package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** The machine's limits for vector code. */
final class VectorMachineKernels implements MachineKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int STREAMS = 8;
    private static final int CHAINS = 12;
    private static final int STEPS = 2;

    /** Eight streams side by side, as the dot products read weights. */
    @Override
    public float read(MemorySegment memory, long offset, long bytes) {
        long part = bytes / STREAMS;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        FloatVector s4 = FloatVector.zero(FLOATS);
        FloatVector s5 = FloatVector.zero(FLOATS);
        FloatVector s6 = FloatVector.zero(FLOATS);
        FloatVector s7 = FloatVector.zero(FLOATS);
        for (long i = offset; i < offset + part; i += 4L * LANES) {
            s0 = s0.add(FloatVector.fromMemorySegment(FLOATS, memory, i, ORDER));
            s1 = s1.add(FloatVector.fromMemorySegment(FLOATS, memory, i + part, ORDER));
            s2 = s2.add(FloatVector.fromMemorySegment(FLOATS, memory, i + 2 * part, ORDER));
            s3 = s3.add(FloatVector.fromMemorySegment(FLOATS, memory, i + 3 * part, ORDER));
            s4 = s4.add(FloatVector.fromMemorySegment(FLOATS, memory, i + 4 * part, ORDER));
            s5 = s5.add(FloatVector.fromMemorySegment(FLOATS, memory, i + 5 * part, ORDER));
            s6 = s6.add(FloatVector.fromMemorySegment(FLOATS, memory, i + 6 * part, ORDER));
            s7 = s7.add(FloatVector.fromMemorySegment(FLOATS, memory, i + 7 * part, ORDER));
        }
        return LaneSum.of(s0.add(s1).add(s2.add(s3)).add(s4.add(s5).add(s6.add(s7))));
    }

    /**
     * Twelve chains, enough for two units with a latency of four cycles. Two steps a round make it too long to be inlined (325
     * bytes): inside of its caller C2 spills the chains, at half the speed.
     */
    @Override
    public float multiplyAdd(int rounds) {
        FloatVector half = FloatVector.broadcast(FLOATS, 0.5f);
        FloatVector one = FloatVector.broadcast(FLOATS, 1);
        FloatVector s0 = one;
        FloatVector s1 = one;
        FloatVector s2 = one;
        FloatVector s3 = one;
        FloatVector s4 = one;
        FloatVector s5 = one;
        FloatVector s6 = one;
        FloatVector s7 = one;
        FloatVector s8 = one;
        FloatVector s9 = one;
        FloatVector s10 = one;
        FloatVector s11 = one;
        for (int i = 0; i < rounds; i++) {
            s0 = s0.fma(half, one);
            s1 = s1.fma(half, one);
            s2 = s2.fma(half, one);
            s3 = s3.fma(half, one);
            s4 = s4.fma(half, one);
            s5 = s5.fma(half, one);
            s6 = s6.fma(half, one);
            s7 = s7.fma(half, one);
            s8 = s8.fma(half, one);
            s9 = s9.fma(half, one);
            s10 = s10.fma(half, one);
            s11 = s11.fma(half, one);
            s0 = s0.fma(half, one);
            s1 = s1.fma(half, one);
            s2 = s2.fma(half, one);
            s3 = s3.fma(half, one);
            s4 = s4.fma(half, one);
            s5 = s5.fma(half, one);
            s6 = s6.fma(half, one);
            s7 = s7.fma(half, one);
            s8 = s8.fma(half, one);
            s9 = s9.fma(half, one);
            s10 = s10.fma(half, one);
            s11 = s11.fma(half, one);
        }
        FloatVector a = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
        return LaneSum.of(a.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11));
    }

    @Override
    public int operationsPerRound() {
        return 2 * STEPS * CHAINS * LANES;
    }
}
