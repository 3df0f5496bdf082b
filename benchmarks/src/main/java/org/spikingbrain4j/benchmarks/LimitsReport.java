package org.spikingbrain4j.benchmarks;

import org.spikingbrain4j.cpu.MachineLimits;

/** Prints what the machine can do at best: the yardstick of the other numbers. */
public final class LimitsReport {
    private LimitsReport() {}

    public static void main(String[] args) {
        for (int threads = 1; threads <= Runtime.getRuntime().availableProcessors(); threads *= 2) {
            System.out.printf(
                    "%d threads: %.1f GB/s streaming, %.0f GFLOP/s fused multiply-add%n",
                    threads, MachineLimits.streamingBandwidth(threads), MachineLimits.fmaPeak(threads));
        }
    }
}
