package org.spikingbrain4j.operators;

/** How a linear computes on spikes. On integer weights all give the same integers, and so the same bits. */
public enum SpikeExecution {
    /** A product of all counts with all weights. */
    COUNTS,
    /** Only the channels that spike are visited; the weights of a silent one are never read. */
    EVENTS,
    /** Whichever is faster: {@link #EVENTS} on few rows, {@link #COUNTS} on many. */
    AUTO;

    /** Rows up to which visiting channels one by one is faster than a product of all counts. */
    public static final int FEW_ROWS = 8;
}
