package org.spikingbrain4j.model;

/** Which linears of the feed-forward network are fed spikes. */
public enum MlpSpiking {
    /** Gate and up, but not down, whose weights stay floats: what the official code does (spec 6.4). */
    OFFICIAL,
    /** All three, as the report says. */
    ALL
}
