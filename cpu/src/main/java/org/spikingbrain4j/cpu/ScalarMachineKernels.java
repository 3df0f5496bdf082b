package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The machine's limits for plain loops. */
final class ScalarMachineKernels implements MachineKernels {

    @Override
    public float read(MemorySegment memory, long offset, long bytes) {
        long a = 0;
        long b = 0;
        for (long i = offset; i < offset + bytes; i += 16) {
            a += memory.get(ValueLayout.JAVA_LONG, i);
            b += memory.get(ValueLayout.JAVA_LONG, i + 8);
        }
        return a + b;
    }

    // Not Math.fma, which is very slow where the processor lacks it.
    @Override
    public float multiplyAdd(int rounds) {
        float a = 0, b = 0, c = 0, d = 0;
        for (int i = 0; i < rounds; i++) {
            a = a * 0.5f + 1;
            b = b * 0.5f + 1;
            c = c * 0.5f + 1;
            d = d * 0.5f + 1;
        }
        return a + b + c + d;
    }

    @Override
    public int operationsPerRound() {
        return 8;
    }
}
