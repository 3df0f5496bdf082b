package org.spikingbrain4j.cli;

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

    /** Measures both, which takes some seconds. */
    static MeasuredLimits of(int threads) {
        return new MeasuredLimits(MachineLimits.streamingBandwidth(threads), MachineLimits.fmaPeak(threads));
    }
}
