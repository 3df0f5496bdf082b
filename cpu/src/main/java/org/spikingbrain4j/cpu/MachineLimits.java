package org.spikingbrain4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.DoubleAdder;
import org.spikingbrain4j.operators.InsufficientMemoryException;

/**
 * What this machine can do at best, measured in about a second each: decoding is bound by the bandwidth, reading a prompt by
 * the arithmetic.
 */
public final class MachineLimits {
    /** More than caches hold: the largest L3 is a few hundred MB, but one core's share is far less. */
    private static final long BYTES = 384L << 20;

    private static final int TASKS = 96;
    private static final int ROUNDS = 1 << 16;

    /** Bytes and rounds of a call that takes no time even in the interpreter. */
    private static final long FEW_BYTES = 1 << 12;

    private static final int FEW_ROUNDS = 16;

    /** Calls after which the JVM has asked for the optimising compiler, which then works beside us. */
    private static final int CALLS_TO_COMPILE = 20_000;

    /** How long the fastest run must stand: a run on interpreted code or a disturbed core does not. */
    private static final long SETTLED_NANOS = 300_000_000;

    private static final long LONGEST_NANOS = 5_000_000_000L;

    /** Takes the results, so that the work cannot be optimised away. */
    private final DoubleAdder results = new DoubleAdder();

    private final MachineKernels kernels =
            KernelProvider.kernels(KernelChoice.AUTO).machine();

    private MachineLimits() {}

    /**
     * Bytes read from memory per second, in GB/s (10^9).
     *
     * @throws InsufficientMemoryException where there is no memory to read, 384 MB outside of the heap
     */
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
            MemorySegment memory = allocate(arena);
            long part = BYTES / TASKS;
            pool.run(TASKS, (task, worker) -> memory.asSlice(task * part, part).fill((byte) 1));
            settle(() -> results.add(kernels.read(memory, 0, FEW_BYTES)), CALLS_TO_COMPILE);
            double nanos = settle(
                    () -> pool.run(TASKS, (task, worker) -> results.add(kernels.read(memory, task * part, part))), 1);
            return BYTES / nanos;
        }
    }

    private static MemorySegment allocate(Arena arena) {
        return OffHeap.allocate(
                arena,
                BYTES,
                () ->
                        "measuring the memory needs %d MB outside of the heap; free memory or start Java with a larger -Xmx"
                                .formatted(BYTES >> 20));
    }

    private double measureArithmetic(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            settle(() -> results.add(kernels.multiplyAdd(FEW_ROUNDS)), CALLS_TO_COMPILE);
            double nanos =
                    settle(() -> pool.run(threads, (task, worker) -> results.add(kernels.multiplyAdd(ROUNDS))), 1);
            return (double) ROUNDS * threads * kernels.operationsPerRound() / nanos;
        }
    }

    /**
     * Repeats work until it has not become faster for a while; returns the nanoseconds of the fastest run, because others
     * share the machine.
     *
     * @param leastRuns to do in any case
     */
    private static double settle(Runnable work, int leastRuns) {
        long start = System.nanoTime();
        long least = Long.MAX_VALUE;
        long leastSince = start;
        long now = start;
        for (int run = 0; run < leastRuns || now - leastSince < SETTLED_NANOS; run++) {
            long before = now;
            work.run();
            now = System.nanoTime();
            if (now - before < least) {
                // A hair faster is the same speed.
                leastSince = now - before < 0.98 * least ? now : leastSince;
                least = now - before;
            }
            if (now - start > LONGEST_NANOS) {
                break;
            }
        }
        return least;
    }
}
