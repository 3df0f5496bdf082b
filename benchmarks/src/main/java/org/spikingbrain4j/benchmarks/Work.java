package org.spikingbrain4j.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Rates of the work beside the rate of calls: compare them with what {@code ./spikingbrain doctor} measures. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Work {
    public double gigabytes;
    public double gigaflops;

    @Setup(Level.Iteration)
    public void reset() {
        gigabytes = 0;
        gigaflops = 0;
    }
}
