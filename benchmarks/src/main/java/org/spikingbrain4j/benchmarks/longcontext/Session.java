package org.spikingbrain4j.benchmarks.longcontext;

/**
 * The conditions of one run of the program.
 *
 * @param code commit of the sources, with "+" where files were changed
 * @param threads of all engines
 * @param bandwidth of reading memory, GB/s
 * @param fmaPeak fused multiply-adds in float32, GFLOP/s
 * @param load processes that wanted to run in the minute before; more than 0 disturbs
 */
record Session(
        int number,
        String date,
        String code,
        String java,
        String system,
        String processor,
        int processors,
        long memoryBytes,
        int threads,
        double bandwidth,
        double fmaPeak,
        double load) {}
