package org.spikingbrain4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * What this machine can do at best, measured in less than a second each: decoding is bound by the bandwidth, reading a prompt
 * by the arithmetic.
 */
public final class MachineLimits {
    /** More than caches hold: the largest L3 is a few hundred MB, but one core's share is far less. */
    private static final long BYTES = 384L << 20;

    private static final int TASKS = 96;
    /** Short calls, so that most of them run compiled. */
    private static final int ROUNDS = 1 << 16;

    private static final long MEASURED_NANOS = 250_000_000;

    /** Takes the results, so that the work cannot be optimised away. */
    private final DoubleAdder results = new DoubleAdder();

    private final MachineKernels kernels;

    private MachineLimits() {
        this.kernels = KernelProvider.kernels(KernelChoice.AUTO).machine();
    }

    /** Bytes read from memory per second, in GB/s (10^9). */
    public static double streamingBandwidth(int threads) {
        return new MachineLimits().measureBandwidth(threads);
    }

    /** Fused multiply-adds in float32, counted as two operations, in GFLOP/s (10^9). */
    public static double fmaPeak(int threads) {
        return new MachineLimits().measureArithmetic(threads);
    }

    private double measureBandwidth(int threads) {
        try (Arena arena = Arena.ofShared();
                WorkerPool pool = new WorkerPool(threads)) {
            MemorySegment memory = arena.allocate(BYTES, 64);
            long part = BYTES / TASKS;
            pool.run(TASKS, (task, worker) -> memory.asSlice(task * part, part).fill((byte) 1));
            return best(() -> pool.run(TASKS, (task, worker) -> results.add(kernels.read(memory, task * part, part))))
                    * BYTES;
        }
    }

    private double measureArithmetic(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            double rounds = (double) ROUNDS * threads;
            return best(() -> pool.run(threads, (task, worker) -> results.add(kernels.multiplyAdd(ROUNDS))))
                    * rounds
                    * kernels.operationsPerRound();
        }
    }

    /** Runs per nanosecond: the fastest, because others share the machine. The first compile the loop. */
    private static double best(Runnable work) {
        long start = System.nanoTime();
        long least = Long.MAX_VALUE;
        for (long now = start; now - start < 2 * MEASURED_NANOS; ) {
            long before = now;
            work.run();
            now = System.nanoTime();
            least = Math.min(least, now - before);
        }
        return 1.0 / least;
    }
}
