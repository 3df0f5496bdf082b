package org.spikingbrain4j.cli;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.spikingbrain4j.cpu.MachineLimits;

/**
 * What this machine can do at best with a number of threads.
 *
 * @param bandwidth of reading memory, GB/s
 * @param fmaPeak of fused multiply-adds in float32, GFLOP/s
 */
record MeasuredLimits(double bandwidth, double fmaPeak) {
    /** What a user reads meanwhile. */
    static final String NOTE = "measuring what this machine can do at most, some seconds…";

    /** In a new JVM the first measurements run code that is not compiled yet. */
    private static final int ATTEMPTS = 4;

    /** Measures both, which takes some seconds. */
    static MeasuredLimits of(int threads) {
        return new MeasuredLimits(
                best(MachineLimits::streamingBandwidth, threads), best(MachineLimits::fmaPeak, threads));
    }

    private static double best(IntToDoubleFunction measurement, int threads) {
        return IntStream.range(0, ATTEMPTS)
                .mapToDouble(attempt -> measurement.applyAsDouble(threads))
                .max()
                .orElseThrow();
    }
}
