package org.spikingbrain4j.operators;

/** What attention sees of the keys and values that a cache holds. */
public enum KeyValuePrecision {
    /** The numbers themselves. */
    EXACT,
    /**
     * Per token and head s = clamp(max|x| / 127, 1e-5, 1e4) and clamp(round(x / s), -128, 127) · s, ties to even (spec 6.3); NaN
     * where some x of the head is not finite. The cache keeps the numbers themselves.
     */
    INT8
}
