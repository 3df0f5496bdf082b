package org.spikingbrain4j.cpu;

/** What multiplies many rows of spike counts with integer weights; the results are the same bits. */
public enum GemmChoice {
    /** A library where {@link java.util.ServiceLoader} finds one that works here, else the kernels. */
    AUTO,
    /** The kernels. */
    JAVA,
    /** The library oneDNN, or an error. */
    ONEDNN
}
