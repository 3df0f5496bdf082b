package org.spikingbrain4j.quantization;

/** Follows a quantisation. An exception that it throws ends the work, and nothing is left of it. */
@FunctionalInterface
public interface QuantizationListener {
    /** Does nothing. */
    QuantizationListener NONE = (done, total) -> {};

    /** Some more linears are integers. */
    void linearsDone(int done, int total);
}
