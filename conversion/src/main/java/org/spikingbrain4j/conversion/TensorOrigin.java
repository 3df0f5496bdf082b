package org.spikingbrain4j.conversion;

/** Where a tensor of the converted model comes from. */
public enum TensorOrigin {
    /** A tensor of the base as it is. */
    COPIED,
    /** The output matrix of a base that uses its embedding for it: a second copy. */
    COPIED_EMBEDDING,
    /** A bias of queries or keys, zero where the base has none, plus the feature bias. */
    RAISED,
    /** A matrix of an expert: one of the base's feed-forward network, scaled. */
    SCALED,
    /** Zeros: a bias that the base does not have. */
    ZEROS,
    /** Not in the base at all: gates, norms after attention, routers, sink tokens. */
    NEW
}
