package org.spikingbrain4j.operators;

/** The weight of a linear: how one output comes from one row. */
sealed interface ReferenceMatrix extends Weight permits ReferenceWeight, ReferenceInt8Weight {
    /** Σ_i x[i] · w[output][i]. */
    double dot(double[] x, int output);

    /** The same on counts of spikes; {@link SpikeExecution#EVENTS} leaves out the channels without any. */
    double dot(int[] counts, SpikeExecution execution, int output);

    /** Whether a channel takes part. */
    static boolean isVisited(int count, SpikeExecution execution) {
        return execution == SpikeExecution.COUNTS || count != 0;
    }

    static ReferenceMatrix of(Weight weight) {
        if (weight instanceof ReferenceMatrix own) {
            return own;
        }
        throw new IllegalArgumentException("weight %s was loaded by another back end".formatted(weight.name()));
    }
}
