package org.spikingbrain4j.cli;

import org.spikingbrain4j.cpu.MachineLimits;

/**
 * What this machine can do at best with a number of threads.
 *
 * @param bandwidth of reading memory, GB/s
 * @param fmaPeak of fused multiply-adds in float32, GFLOP/s
 */
record MeasuredLimits(double bandwidth, double fmaPeak) {
    /** Measures both, which takes a few seconds. */
    static MeasuredLimits of(int threads) {
        VectorModule.load();
        return new MeasuredLimits(MachineLimits.streamingBandwidth(threads), MachineLimits.fmaPeak(threads));
    }
}
