package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;

/** Loops that run at the limits of a core. */
interface MachineKernels {
    /** Reads memory once; the result only keeps the compiler from skipping it. */
    float read(MemorySegment memory, long offset, long bytes);

    /** Multiplies and adds, in registers only. */
    float multiplyAdd(int rounds);

    /** Floating-point operations of a round, a fused multiply-add counting two. */
    int operationsPerRound();
}
